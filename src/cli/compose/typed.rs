//! What people and git say, on one line.

use std::process::Command;

/// `text` on one line, without control characters.
pub fn one_line(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Git's user as the only decider; empty if git has no user.
pub fn git_user() -> Vec<String> {
    let output = Command::new("git")
        .args(["config", "--get", "user.name"])
        .output();
    let name = output
        .ok()
        .filter(|output| output.status.success())
        .map(|output| output.stdout);
    let name = name.map(|name| one_line(&String::from_utf8_lossy(&name)));
    name.filter(|name| !name.is_empty()).into_iter().collect()
}
