//! A trigger's condition: parse, print, evaluate. Pure: values come in, a verdict goes out.

pub mod value;
