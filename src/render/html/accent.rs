//! A team's own colour for links, darkened for light backgrounds and lightened for dark ones until it is
//! readable.

use crate::config::Colour;

/// The page backgrounds, light and dark, as in the stylesheet.
const BACKGROUNDS: [Colour; 2] = [Colour([0xfd, 0xfc, 0xfa]), Colour([0x15, 0x18, 0x1d])];

/// The contrast required for text (WCAG 2.2, success criterion 1.4.3), plus a margin for raised surfaces.
const MIN_CONTRAST: f64 = 5.2;

/// The rules appended to the stylesheet if the settings name a colour.
pub fn rules(accent: Colour) -> String {
    let [light, dark] = BACKGROUNDS.map(|background| hex(readable(accent, background)));
    format!(
        "\n/* The accent that the settings name, as it can be read on either paper. */\n\
         :root {{ --link: {light}; }}\n\
         @media (prefers-color-scheme: dark) {{ :root {{ --link: {dark}; }} }}\n\
         @media print {{ :root {{ --link: #000; }} }}\n"
    )
}

/// `colour`, mixed with as little black or white as makes it readable on `background`.
fn readable(colour: Colour, background: Colour) -> Colour {
    const STEPS: u16 = 20;
    let end = if luminance(background) > 0.5 { 0 } else { 255 };
    let mixed = |step: u16| {
        Colour(colour.0.map(|part| {
            let part = u16::from(part) * (STEPS - step) + end * step;
            u8::try_from(part / STEPS).unwrap_or(u8::MAX)
        }))
    };
    let fitting = (0..STEPS).map(mixed);
    let mut fitting = fitting.filter(|colour| contrast(*colour, background) >= MIN_CONTRAST);
    fitting.next().unwrap_or_else(|| mixed(STEPS))
}

/// WCAG 2.2, "contrast ratio".
fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// WCAG 2.2, "relative luminance".
fn luminance(Colour(parts): Colour) -> f64 {
    let [r, g, b] = parts.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn hex(Colour([r, g, b]): Colour) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accent_is_readable_on_both_backgrounds() {
        for accent in ["#000", "#fff", "#ffe600", "#0b5aa8", "#e11d48", "#777777"] {
            let accent = Colour::parse(accent).unwrap();
            for background in BACKGROUNDS {
                assert!(
                    contrast(readable(accent, background), background) >= 4.5,
                    "{accent:?}"
                );
            }
        }
    }

    #[test]
    fn a_readable_accent_is_unchanged() {
        let accent = Colour::parse("#0b5aa8").unwrap();
        assert_eq!(readable(accent, BACKGROUNDS[0]), accent);
    }
}
