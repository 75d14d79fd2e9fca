//! The lexical rules of each language. Each language is one entry here.

/// The syntax of comments and strings in a language, and its keywords.
#[derive(Debug)]
pub struct Language {
    /// The names for it in the info string of code blocks.
    pub names: &'static [&'static str],
    /// What starts a comment that ends with the line.
    pub line_comments: &'static [&'static str],
    /// What starts and ends a block comment.
    pub block_comment: Option<(&'static str, &'static str)>,
    /// What starts and ends a string; only backtick strings can contain line breaks.
    pub quotes: &'static str,
    /// What starts and ends a multi-line string.
    pub long_strings: &'static [&'static str],
    /// Whether single quotes enclose a character literal, rather than something else.
    pub has_characters: bool,
    /// Whether capitalised names are types.
    pub has_types: bool,
    /// Whether keywords are case-insensitive.
    pub ignores_case: bool,
    /// What follows a key: `:` in JSON, `=` in TOML.
    pub key: Option<char>,
    /// Its keywords, separated by spaces.
    pub keywords: &'static str,
}

impl Language {
    /// Whether `c` can be part of a name, apart from letters and digits.
    pub fn is_part(&self, c: char) -> bool {
        self.key.is_some() && matches!(c, '-' | '.')
    }

    /// Whether `name` is a keyword.
    pub fn is_keyword(&self, name: &str) -> bool {
        // Compares bytes one by one: for such short words, a substring search costs more to set up than to
        // run.
        let name = name.as_bytes();
        let mut words = self.keywords.as_bytes().split(|byte| *byte == b' ');
        match self.ignores_case {
            true => words.any(|word| word.eq_ignore_ascii_case(name)),
            false => words.any(|word| word == name),
        }
    }
}

/// The language with the given name in code blocks.
pub fn named(name: &str) -> Option<&'static Language> {
    let is_named = |language: &&Language| {
        language
            .names
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
    };
    LANGUAGES.iter().find(is_named)
}

/// The common syntax of most languages since C.
const BASE: Language = Language {
    names: &[],
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    quotes: "\"'",
    long_strings: &[],
    has_characters: false,
    has_types: true,
    ignores_case: false,
    key: None,
    keywords: "",
};

/// Configuration and data formats: keys with values.
const DATA: Language = Language {
    line_comments: &["#"],
    block_comment: None,
    has_types: false,
    keywords: "true false null yes no on off",
    ..BASE
};

/// All supported languages.
pub const LANGUAGES: &[Language] = &[
    Language {
        names: &["rust", "rs"],
        quotes: "\"",
        has_characters: true,
        keywords: "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match \
                   mod move mut pub ref return self Self static struct super trait true type unsafe use where while",
        ..BASE
    },
    Language {
        names: &["js", "javascript", "jsx", "ts", "typescript", "tsx", "mjs"],
        quotes: "\"'`",
        keywords: "abstract as async await break case catch class const continue declare default delete do else enum export \
                   extends false finally for from function get if implements import in instanceof interface let new null of \
                   private protected public readonly return set static super switch this throw true try type typeof \
                   undefined var void while yield",
        ..BASE
    },
    Language {
        names: &["go", "golang"],
        quotes: "\"'`",
        keywords: "break case chan const continue default defer else fallthrough false for func go goto if import \
                   interface map nil package range return select struct switch true type var",
        ..BASE
    },
    Language {
        names: &["java", "kotlin", "kt", "scala", "groovy", "gradle"],
        long_strings: &["\"\"\""],
        keywords: "abstract as assert boolean break byte case catch char class companion const continue data def default do \
                   double else enum extends false final finally float for fun if implements import in instanceof int \
                   interface internal is lazy long match native new null object open override package private protected \
                   public return sealed short static super suspend switch this throw throws trait true try val var void \
                   volatile when while with yield",
        ..BASE
    },
    Language {
        names: &[
            "c", "h", "cpp", "c++", "cc", "hpp", "cs", "csharp", "c#", "swift", "dart", "php",
        ],
        keywords: "abstract as async auto await base bool break case catch char class const continue default delete do double \
                   else enum explicit extends extern false final finally float for foreach func function guard if import in \
                   include init inline int interface internal is let long namespace new nil null nullptr operator override \
                   private protected protocol public readonly record ref return self short signed sizeof static string struct \
                   super switch template this throw throws true try typedef typename union unsigned using var virtual void \
                   volatile where while yield",
        ..BASE
    },
    Language {
        names: &["python", "py", "python3"],
        line_comments: &["#"],
        block_comment: None,
        long_strings: &["\"\"\"", "'''"],
        keywords: "False None True and as assert async await break case class continue def del elif else except finally for \
                   from global if import in is lambda match nonlocal not or pass raise return self try while with yield",
        ..BASE
    },
    Language {
        names: &["ruby", "rb", "elixir", "ex", "exs", "crystal"],
        line_comments: &["#"],
        block_comment: None,
        keywords: "alias and begin break case class cond def defmodule defp do else elsif end ensure false fn for if import in \
                   module nil not or raise rescue require return self super then true unless until use when while with yield",
        ..BASE
    },
    Language {
        names: &["sh", "bash", "shell", "zsh", "console", "fish"],
        line_comments: &["#"],
        block_comment: None,
        has_types: false,
        keywords: "case cd do done echo elif else esac exit export fi for function if in local readonly return set shift source \
                   sudo then unset until while",
        ..BASE
    },
    Language {
        names: &["powershell", "ps1"],
        line_comments: &["#"],
        block_comment: Some(("<#", "#>")),
        ignores_case: true,
        keywords: "begin break catch class continue do else elseif end exit finally for foreach function if in param process \
                   return switch throw try until while",
        ..BASE
    },
    Language {
        names: &["sql", "postgresql", "postgres", "mysql", "sqlite", "plsql"],
        line_comments: &["--"],
        has_types: false,
        ignores_case: true,
        keywords: "add all alter and any as asc begin between by case check column commit constraint create cross database \
                   default delete desc distinct drop else end exists false foreign from full function grant group having if in \
                   index inner insert into is join key left like limit not null offset on or order outer primary references \
                   returning right rollback select set table then transaction trigger true union unique update using values \
                   view when where with",
        ..BASE
    },
    Language {
        names: &["json", "jsonc", "json5"],
        has_types: false,
        key: Some(':'),
        keywords: "true false null",
        ..BASE
    },
    Language {
        names: &["yaml", "yml"],
        key: Some(':'),
        ..DATA
    },
    Language {
        names: &["toml", "ini", "properties", "conf", "cfg", "env", "dotenv"],
        line_comments: &["#", ";"],
        long_strings: &["\"\"\"", "'''"],
        key: Some('='),
        ..DATA
    },
    Language {
        names: &["hcl", "terraform", "tf"],
        line_comments: &["#", "//"],
        block_comment: Some(("/*", "*/")),
        key: Some('='),
        keywords: "true false null resource data variable output module provider locals for in if",
        ..DATA
    },
    Language {
        names: &["dockerfile", "docker"],
        ignores_case: true,
        keywords: "add arg as cmd copy entrypoint env expose from healthcheck label onbuild run shell stopsignal user volume \
                   workdir",
        ..DATA
    },
    Language {
        names: &["makefile", "make"],
        key: Some(':'),
        keywords: "define else endef endif export ifdef ifeq ifndef ifneq include",
        ..DATA
    },
    Language {
        names: &["graphql", "gql", "proto", "protobuf"],
        line_comments: &["#", "//"],
        long_strings: &["\"\"\""],
        keywords: "bool bytes double enum extend false float fragment import implements input int32 int64 interface message \
                   mutation null oneof on option optional package query repeated required reserved returns rpc scalar \
                   schema service string subscription syntax true type union",
        ..BASE
    },
    Language {
        names: &["css", "scss", "less"],
        has_types: false,
        key: Some(':'),
        keywords: "important inherit initial none auto",
        ..BASE
    },
    Language {
        names: &["html", "xml", "svg", "vue", "xhtml"],
        line_comments: &[],
        block_comment: Some(("<!--", "-->")),
        quotes: "\"",
        has_types: false,
        key: Some('='),
        keywords: "html head body div span script style link meta title table tr td th ul ol li a p svg",
        ..BASE
    },
    Language {
        names: &["lua", "haskell", "hs", "elm", "ocaml", "ml", "fsharp"],
        line_comments: &["--"],
        block_comment: Some(("{-", "-}")),
        has_characters: true,
        quotes: "\"",
        keywords: "and begin case class data deriving do else elseif end false for forall fun function if import in instance let \
                   local match module mutable newtype nil not of open or qualified rec repeat return then true type until val \
                   where while with",
        ..BASE
    },
];
