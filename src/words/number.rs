//! Numbers in digits and in words: 5,000, 10k, two million, twenty-five, half, one in ten.

use rust_decimal::Decimal;

use super::lexicon::Lexicon;
use super::token::Token;

/// A number in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// Its value; in hundredths if it is a share.
    pub value: Decimal,
    /// The number of tokens.
    pub len: usize,
    /// Whether it is a part of a whole: half, one in ten.
    pub is_share: bool,
}

/// The number at the start of `tokens`.
pub(super) fn number(tokens: &[Token<'_>], lexicon: &Lexicon) -> Option<Number> {
    fraction(tokens, lexicon)
        .or_else(|| one_in_many(tokens, lexicon))
        .or_else(|| whole(tokens, lexicon))
}

fn whole(tokens: &[Token<'_>], lexicon: &Lexicon) -> Option<Number> {
    digits(tokens, lexicon).or_else(|| spelled(tokens, lexicon))
}

fn plain(value: Decimal, len: usize) -> Number {
    Number {
        value,
        len,
        is_share: false,
    }
}

/// Half of something, half an hour, half a million.
fn fraction(tokens: &[Token<'_>], lexicon: &Lexicon) -> Option<Number> {
    let found = lexicon.fractions.at(tokens)?;
    let hundredths: Decimal = found.meaning.parse().ok()?;
    let article = lexicon.articles.at(tokens.get(found.len..)?);
    let Some(article) = article else {
        return Some(Number {
            value: hundredths,
            len: found.len,
            is_share: true,
        });
    };
    let len = found.len + article.len;
    let behind = tokens.get(len..)?;
    let part = hundredths.checked_div(Decimal::ONE_HUNDRED)?;
    match lexicon.scales.at(behind) {
        Some(scale) => Some(plain(
            part.checked_mul(scale.meaning.parse().ok()?)?,
            len + scale.len,
        )),
        None => Some(plain(part, len)),
    }
}

/// The decimal places of a share in hundredths, at most.
const SHARE_PLACES: u32 = 4;

/// One in ten, 3 out of 20; not one in three, which is no exact decimal, and not 3 in 10 minutes.
fn one_in_many(tokens: &[Token<'_>], lexicon: &Lexicon) -> Option<Number> {
    let part = whole(tokens, lexicon)?;
    let between = lexicon.shares.at(tokens.get(part.len..)?)?;
    let behind = tokens.get(part.len + between.len..)?;
    let many = whole(behind, lexicon).filter(|many| many.value > part.value)?;
    let behind = behind.get(many.len..)?;
    let times = [&lexicon.units, &lexicon.days, &lexicon.periods];
    let is_time = times.iter().any(|times| times.at(behind).is_some());
    let hundredths = part.value.checked_mul(Decimal::ONE_HUNDRED)?;
    let value = hundredths.checked_div(many.value)?.normalize();
    let is_round = value.scale() <= SHARE_PLACES;
    (is_round && !is_time).then_some(Number {
        value,
        len: part.len + between.len + many.len,
        is_share: true,
    })
}

fn digits(tokens: &[Token<'_>], lexicon: &Lexicon) -> Option<Number> {
    let first = tokens.first()?;
    let mut value = first.number?;
    let mut len = 1;
    // 10 000
    let is_group = |token: &&Token<'_>| {
        !token.is_glued && token.text.len() == 3 && token.text.bytes().all(|b| b.is_ascii_digit())
    };
    let can_be_grouped = first.text.len() <= 3 && value.is_integer();
    while can_be_grouped && let Some(group) = tokens.get(len).filter(is_group) {
        let thousands = value.checked_mul(Decimal::ONE_THOUSAND)?;
        value = thousands.checked_add(group.number?)?;
        len += 1;
    }
    let glued = tokens.get(len).filter(|token| token.is_glued);
    if let Some(factor) = glued.and_then(|token| lexicon.suffixes.meaning_of(token.text)) {
        return Some(plain(value.checked_mul(factor.parse().ok()?)?, len + 1));
    }
    if glued.is_some_and(|token| matches!(token.word.as_str(), "x" | "×")) {
        return None;
    }
    scaled(value, len, tokens, lexicon)
}

/// `value` times the scales behind it: 2 hundred thousand.
fn scaled(
    mut value: Decimal,
    mut len: usize,
    tokens: &[Token<'_>],
    lexicon: &Lexicon,
) -> Option<Number> {
    while let Some(scale) = lexicon.scales.at(tokens.get(len..)?) {
        value = value.checked_mul(scale.meaning.parse().ok()?)?;
        len += scale.len;
    }
    Some(plain(value, len))
}

fn spelled(tokens: &[Token<'_>], lexicon: &Lexicon) -> Option<Number> {
    if let Some(article) = lexicon.articles.at(tokens)
        && let Some(behind) = tokens.get(article.len..)
        && lexicon.scales.at(behind).is_some()
    {
        return scaled(Decimal::ONE, article.len, tokens, lexicon);
    }
    let (mut value, mut len) = small(tokens, lexicon)?;
    let twenty = Decimal::from(20);
    let ten = Decimal::from(10);
    let ones = tokens.get(len..).and_then(|behind| small(behind, lexicon));
    if let Some((ones, more)) = ones
        && value >= twenty
        && ones < ten
    {
        value = value.checked_add(ones)?;
        len += more;
    }
    scaled(value, len, tokens, lexicon)
}

/// One number word, or two joined by a hyphen: twenty-five.
fn small(tokens: &[Token<'_>], lexicon: &Lexicon) -> Option<(Decimal, usize)> {
    let read = |word: &str| -> Option<Decimal> { lexicon.numbers.meaning_of(word)?.parse().ok() };
    let word = &tokens.first()?.word;
    if let Some(value) = read(word) {
        return Some((value, 1));
    }
    let (tens, ones) = word.split_once('-')?;
    Some((read(tens)?.checked_add(read(ones)?)?, 1))
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    #[test]
    fn numbers_are_read_in_digits_and_in_words() {
        for (text, value, len) in [
            ("5,000 requests", "5000", 1),
            ("10 000 models", "10000", 2),
            ("10k events", "10000", 2),
            ("1.5M rows", "1500000", 2),
            ("1.5 million rows", "1500000", 2),
            ("two hundred thousand", "200000", 3),
            ("twenty-five", "25", 1),
            ("twenty five", "25", 2),
            ("a dozen services", "12", 2),
            ("half of all builds", "50", 1),
            ("half an hour", "0.5", 2),
            ("half a million", "500000", 3),
            ("one in ten requests", "10", 3),
            ("3 out of every 20 builds", "15", 5),
            ("one in a thousand", "0.1", 4),
        ] {
            let found = number(&tokens(text), &Lexicon::all()[0]);
            let found = found.map(|found| (found.value.normalize().to_string(), found.len));
            assert_eq!(found, Some((value.to_owned(), len)), "{text}");
        }
    }

    #[test]
    fn what_is_no_exact_number_is_none() {
        for text in [
            "many",
            "a third of them",
            "3x",
            "79228162514264337593543950335 million",
        ] {
            assert_eq!(number(&tokens(text), &Lexicon::all()[0]), None, "{text}");
        }
    }

    #[test]
    fn what_is_said_of_a_time_or_no_exact_share_is_only_the_first_number() {
        for text in [
            "3 in 10 minutes",
            "1 in 3 builds",
            "12 in 2 teams",
            "5 in 2027",
        ] {
            let found = number(&tokens(text), &Lexicon::all()[0]).unwrap();
            assert_eq!((found.len, found.is_share), (1, false), "{text}");
        }
    }
}
