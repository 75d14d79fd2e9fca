//! The style sheet of a drawing (CSS Syntax 3), so that its rules can become attributes: those that select by
//! element, class or id.

use std::collections::HashMap;

use cssparser::{
    AtRuleParser, CowRcStr, DeclarationParser, ParseError, Parser, ParserState,
    QualifiedRuleParser, RuleBodyItemParser, RuleBodyParser, StyleSheetParser, Token,
};

use super::Refusal;
use super::allowed::property;
use super::parts::Attributes;

/// The maximum number of declarations, each counted once for every selector of its rule.
const MAX_DECLARATIONS: usize = 100_000;

/// States in which a picture never is.
const STATES: [&str; 5] = [":hover", ":focus", ":active", ":visited", ":target"];

/// A property and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// The property, which is an attribute too.
    pub property: &'static str,
    /// The value as it was written.
    pub value: String,
    is_important: bool,
}

/// What a rule applies to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Selector {
    All,
    Element(String),
    Class(String),
    Id(String),
}

impl Selector {
    /// `None` if `text` is another kind of selector.
    fn of(text: &str) -> Option<Self> {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let named = |name: &str| {
            let is_name = !name.is_empty() && name.chars().all(is_part);
            is_name.then(|| name.to_owned())
        };
        match (text, text.strip_prefix('.'), text.strip_prefix('#')) {
            ("*", ..) => Some(Self::All),
            (":root", ..) => Some(Self::Element("svg".to_owned())),
            (_, Some(class), _) => named(class).map(Self::Class),
            (.., Some(id)) => named(id).map(Self::Id),
            _ => named(text).map(Self::Element),
        }
    }

    /// Which of two selectors wins (Selectors 4, §17).
    fn specificity(&self) -> u8 {
        match self {
            Self::All => 0,
            Self::Element(_) => 1,
            Self::Class(_) => 2,
            Self::Id(_) => 3,
        }
    }
}

/// The specificity of an element's own attribute `style`.
const OWN: u8 = 4;

/// The rules of a drawing.
#[derive(Debug, Default)]
pub struct Sheet {
    /// The last declaration of each property for each selector, with its place in the sheet.
    rules: HashMap<Selector, HashMap<&'static str, (usize, Declaration)>>,
    declarations: usize,
}

impl Sheet {
    /// Adds the rules in `css`, apart from those for other media, or for states in which a picture never is.
    ///
    /// # Errors
    /// If a rule selects in another way, or if there are too many.
    pub fn add(&mut self, css: &str) -> Result<(), Refusal> {
        let mut input = Parser::new(css);
        let mut parser = RuleParser;
        for rule in StyleSheetParser::new(&mut input, &mut parser).flatten() {
            self.add_rule(&rule)?;
        }
        Ok(())
    }

    fn add_rule(&mut self, rule: &Rule) -> Result<(), Refusal> {
        let is_of_a_state = |text: &str| STATES.iter().any(|state| text.contains(state));
        for text in rule.selectors.split(',').map(str::trim) {
            if rule.declarations.is_empty() || is_of_a_state(text) {
                continue;
            }
            let selector = Selector::of(text).ok_or_else(|| Refusal::Selector(text.to_owned()))?;
            let known = self.rules.entry(selector).or_default();
            for declaration in &rule.declarations {
                self.declarations += 1;
                if self.declarations > MAX_DECLARATIONS {
                    return Err(Refusal::TooLarge);
                }
                let before = known.get(declaration.property);
                let is_kept = before.is_some_and(|(_, before)| before.is_important);
                if !is_kept || declaration.is_important {
                    let place = (self.declarations, declaration.clone());
                    known.insert(declaration.property, place);
                }
            }
        }
        Ok(())
    }

    /// The declarations for an element, sorted so that later ones win (CSS Cascade 4, §6).
    pub fn declarations(&self, element: &str, attributes: &Attributes) -> Vec<Declaration> {
        let class = attributes.get("class").unwrap_or_default();
        let mut classes: Vec<_> = class.split_whitespace().collect();
        classes.sort_unstable();
        classes.dedup();
        let classes = classes
            .into_iter()
            .map(|class| Selector::Class(class.to_owned()));
        let selectors = [Selector::All, Selector::Element(element.to_owned())];
        let id = attributes.get("id").map(|id| Selector::Id(id.to_owned()));
        let selectors = selectors.into_iter().chain(classes).chain(id);
        let mut found = Vec::new();
        for selector in selectors.filter(|_| !self.rules.is_empty()) {
            let known = self
                .rules
                .get(&selector)
                .into_iter()
                .flat_map(HashMap::values);
            let specificity = selector.specificity();
            found.extend(known.map(|(place, known)| (specificity, *place, known.clone())));
        }
        let own = attributes
            .get("style")
            .map(declarations)
            .unwrap_or_default();
        found.extend(
            own.into_iter()
                .enumerate()
                .map(|(place, own)| (OWN, place, own)),
        );
        found.sort_by_key(|(specificity, place, declaration)| {
            (declaration.is_important, *specificity, *place)
        });
        found
            .into_iter()
            .map(|(.., declaration)| declaration)
            .collect()
    }
}

/// The declarations in an attribute `style`.
fn declarations(style: &str) -> Vec<Declaration> {
    let mut input = Parser::new(style);
    let mut parser = BodyParser;
    let body = RuleBodyParser::new(&mut input, &mut parser);
    body.flatten().flatten().collect()
}

/// What is left of `input`, without comments.
fn rest(input: &mut Parser<'_>) -> String {
    let mut rest = String::new();
    loop {
        let start = input.position();
        let token = input.next_including_whitespace_and_comments();
        let is_last = token.is_err();
        if !matches!(token, Ok(Token::Comment(_))) {
            rest.push_str(input.slice_from(start));
        }
        if is_last {
            return rest.trim().to_owned();
        }
    }
}

struct Rule {
    selectors: String,
    declarations: Vec<Declaration>,
}

/// Reads rules. Those that start with `@`, such as `@media` and `@import`, are left out.
struct RuleParser;

impl<'i> QualifiedRuleParser<'i> for RuleParser {
    type Prelude = String;
    type QualifiedRule = Rule;
    type Error = ();

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<String, ParseError<()>> {
        Ok(rest(input))
    }

    fn parse_block(
        &mut self,
        selectors: String,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<Rule, ParseError<()>> {
        let mut parser = BodyParser;
        let body = RuleBodyParser::new(input, &mut parser);
        let declarations = body.flatten().flatten().collect();
        Ok(Rule {
            selectors,
            declarations,
        })
    }
}

impl<'i> AtRuleParser<'i> for RuleParser {
    type Prelude = ();
    type AtRule = Rule;
    type Error = ();
}

/// Reads the declarations in a rule.
struct BodyParser;

impl<'i> DeclarationParser<'i> for BodyParser {
    type Declaration = Vec<Declaration>;
    type Error = ();

    fn parse_value(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
        _: &ParserState,
    ) -> Result<Vec<Declaration>, ParseError<()>> {
        let name = name.to_ascii_lowercase();
        let whole = rest(input);
        let (value, is_important) = match whole.rsplit_once('!') {
            Some((before, word)) if word.trim().eq_ignore_ascii_case("important") => {
                (before.trim(), true)
            }
            _ => (whole.as_str(), false),
        };
        let declarations = match name.as_str() {
            "font" => font(value),
            _ => property(&name)
                .map(|name| (name, value))
                .into_iter()
                .collect(),
        };
        let declared = declarations
            .into_iter()
            .map(|(property, value)| Declaration {
                property,
                value: value.to_owned(),
                is_important,
            });
        Ok(declared.collect())
    }
}

impl<'i> QualifiedRuleParser<'i> for BodyParser {
    type Prelude = ();
    type QualifiedRule = Vec<Declaration>;
    type Error = ();
}

impl<'i> AtRuleParser<'i> for BodyParser {
    type Prelude = ();
    type AtRule = Vec<Declaration>;
    type Error = ();
}

impl RuleBodyItemParser<'_, Vec<Declaration>, ()> for BodyParser {
    fn parse_declarations(&self) -> bool {
        true
    }

    fn parse_qualified(&self) -> bool {
        false
    }
}

/// The properties in `font: italic bold 12px/1.5 Arial, sans-serif`, which is not an attribute itself.
fn font(value: &str) -> Vec<(&'static str, &str)> {
    let mut font = Vec::new();
    let mut rest = value;
    while let Some((word, after)) = rest.split_once(char::is_whitespace) {
        match word {
            "italic" | "oblique" => font.push(("font-style", word)),
            "bold" | "bolder" | "lighter" => font.push(("font-weight", word)),
            _ if word.starts_with(|c: char| c.is_ascii_digit() || c == '.') => {
                if word.ends_with(|c: char| c.is_ascii_digit()) && !word.contains('/') {
                    font.push(("font-weight", word));
                } else {
                    let size = word.split('/').next().unwrap_or(word);
                    font.extend([("font-size", size), ("font-family", after.trim())]);
                    break;
                }
            }
            _ => {}
        }
        rest = after.trim_start();
    }
    font
}

#[cfg(test)]
mod tests;
