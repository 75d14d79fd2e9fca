use super::*;

fn read(text: &str) -> (Option<Spanned<NaiveDate>>, Vec<Diagnostic>) {
    let source = Arc::new(Source::new("adr.toml", text));
    let mut reader = Reader::new(&source, 0, "invalid-settings");
    let mut legible = String::new();
    let mut fields = reader.parse(text, &mut legible);
    let date = fields.date(&mut reader, "date");
    fields.finish(&mut reader);
    (date, reader.into_faults())
}

#[test]
fn every_fault_has_a_location_and_a_help() {
    let (date, faults) = read("date = \"2026-03-02\"\ndatte = 1\n");
    assert!(date.is_none());
    let helps: Vec<_> = faults
        .iter()
        .filter_map(|fault| fault.help.as_deref())
        .collect();
    assert_eq!(
        helps,
        [
            "remove the quotes: `date = 2026-03-02`",
            "did you mean `date`?"
        ]
    );
    assert_eq!(faults[1].span, 20..25);
}

#[test]
fn a_syntax_error_gives_a_single_fault() {
    let (_, faults) = read("date = \n");
    assert_eq!(faults.len(), 1, "{faults:?}");
}

#[test]
fn lines_below_a_syntax_error_are_still_read() {
    let (date, faults) =
        read("no toml\n[[a]\nb = 1e\n[c\n\"d = 1\n[date]\ndate = 2026-03-02\n= 4\n");
    assert!(date.is_none());
    let messages: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "key with no value, expected `=`",
            "unclosed array table, expected `]`",
            "invalid exponent, expected digits",
            "unclosed table, expected `]`",
            "invalid basic string, expected `\"`",
            "`date` must be a date such as 2026-03-02, not a table",
            "unquoted keys cannot be empty, expected letters, numbers, `-`, `_`",
        ]
    );
}

#[test]
fn an_impossible_date_is_a_fault() {
    let (date, faults) = read("date = 2026-02-30\n");
    assert!(date.is_none() && !faults.is_empty());
}
