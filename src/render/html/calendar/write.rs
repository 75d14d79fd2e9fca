//! Writes events as iCalendar text: RFC 5545, §3.1 (lines), §3.3.11 (texts), §3.6.1 (events).

use std::fmt::Write as _;

use chrono::NaiveDate;

/// The maximum length of a line in bytes, without its end.
const MAX_LINE: usize = 75;

/// An event of a whole day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What identifies it in every later version of the calendar.
    pub uid: String,
    /// The day as of which it is described.
    pub stamp: NaiveDate,
    /// Its day.
    pub day: NaiveDate,
    /// Its title.
    pub summary: String,
    /// What is said of it, in lines.
    pub description: String,
    /// The page about it.
    pub url: Option<String>,
}

/// The calendar called `name` with `events`.
pub fn calendar(name: &str, events: &[Event]) -> String {
    let mut out = String::new();
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(&mut out, "PRODID:-//adr//reviews//EN");
    line(&mut out, "CALSCALE:GREGORIAN");
    line(&mut out, &format!("X-WR-CALNAME:{}", escaped(name)));
    for event in events {
        add(&mut out, event);
    }
    line(&mut out, "END:VCALENDAR");
    out
}

fn add(out: &mut String, event: &Event) {
    let day = |day: NaiveDate| day.format("%Y%m%d").to_string();
    line(out, "BEGIN:VEVENT");
    line(out, &format!("UID:{}", event.uid));
    line(out, &format!("DTSTAMP:{}T000000Z", day(event.stamp)));
    line(out, &format!("DTSTART;VALUE=DATE:{}", day(event.day)));
    line(out, &format!("SUMMARY:{}", escaped(&event.summary)));
    line(out, &format!("DESCRIPTION:{}", escaped(&event.description)));
    if let Some(url) = &event.url {
        line(out, &format!("URL:{url}"));
    }
    line(out, "TRANSP:TRANSPARENT");
    line(out, "END:VEVENT");
}

/// `text` with every character escaped that has a meaning in a text.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '\n' => escaped.push_str("\\n"),
            '\r' => {}
            plain => escaped.push(plain),
        }
    }
    escaped
}

/// Writes `content` as one line, folded between characters where it is too long.
fn line(out: &mut String, content: &str) {
    let mut length = 0;
    for character in content.chars() {
        if length + character.len_utf8() > MAX_LINE {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(character);
        length += character.len_utf8();
    }
    let _ = write!(out, "\r\n");
}
