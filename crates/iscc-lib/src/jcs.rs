//! Canonical JSON (RFC 8785): one spelling for each value.

use serde_json::{Number, Value};

use crate::error::{Error, Result};

/// Most arrays and objects within each other.
const DEPTH: usize = 500;

/// Canonical JSON of a value (RFC 8785): keys in the order of UTF-16, numbers as ECMAScript
/// writes them, no white space.
///
/// ```
/// use iscc_lib::json_canonical;
/// use serde_json::json;
///
/// let text = json_canonical(&json!({"b": [1.0, 1e21, 1e-7], "a": "\u{1}€"})).unwrap();
///
/// assert_eq!(text, r#"{"a":"\u0001€","b":[1,1e+21,1e-7]}"#);
/// assert!(json_canonical(&json!(9007199254740993u64)).is_err());
/// ```
///
/// # Errors
/// A whole number that no double has, so that reading the text gives another value, or more
/// than 500 arrays and objects within each other.
pub fn json_canonical(value: &Value) -> Result<String> {
    write(value, &exact)
}

/// Canonical JSON that rounds whole numbers to the nearest double, as RFC 8785 demands of those
/// who cannot refuse them.
pub(crate) fn canonicalize(value: &Value) -> Result<String> {
    write(value, &rounded)
}

fn write(value: &Value, double: &dyn Fn(&Number) -> Result<f64>) -> Result<String> {
    let mut out = String::new();
    write_value(value, DEPTH, double, &mut out)?;
    Ok(out)
}

fn rounded(number: &Number) -> Result<f64> {
    let double = number.as_f64().filter(|double| double.is_finite());
    double.ok_or_else(|| Error::argument(format!("{number} is out of the range of doubles")))
}

fn exact(number: &Number) -> Result<f64> {
    let double = rounded(number)?;
    // Doubles are whole beyond 2^53, and each whole number up to it is a double.
    let is_exact = match (number.as_u64(), number.as_i64()) {
        (Some(whole), _) => double as u128 == u128::from(whole),
        (None, Some(whole)) => double as i128 == i128::from(whole),
        (None, None) => true,
    };
    if is_exact {
        return Ok(double);
    }
    Err(Error::argument(format!("{number} is no double, JSON would have {double}")))
}

fn write_value(
    value: &Value,
    depth: usize,
    double: &dyn Fn(&Number) -> Result<f64>,
    out: &mut String,
) -> Result<()> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_double(double(number)?, out),
        Value::String(text) => write_text(text, out),
        Value::Array(items) => {
            let depth = deeper(depth)?;
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_value(item, depth, double, out)?;
            }
            out.push(']');
        }
        Value::Object(entries) => {
            let depth = deeper(depth)?;
            let mut entries: Vec<_> = entries.iter().collect();
            entries.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (index, (key, item)) in entries.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_text(key, out);
                out.push(':');
                write_value(item, depth, double, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

fn deeper(depth: usize) -> Result<usize> {
    depth.checked_sub(1).ok_or_else(|| {
        Error::argument(format!(
            "JSON must have at most {DEPTH} arrays and objects within each other"
        ))
    })
}

/// Writes the shortest digits that give the double back, placed as ECMAScript does.
fn write_double(double: f64, out: &mut String) {
    if double == 0.0 {
        out.push('0');
        return;
    }
    let scientific = shortest(double.abs());
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits = digits.replace('.', "");
    let count = digits.len() as i32;
    if double < 0.0 {
        out.push('-');
    }
    match exponent {
        // All digits stand before the point, and maybe zeros.
        0..=20 if exponent >= count - 1 => {
            out.push_str(&digits);
            out.extend(std::iter::repeat_n('0', (exponent + 1 - count) as usize));
        }
        0..=20 => {
            let (whole, fraction) = digits.split_at(exponent as usize + 1);
            out.extend([whole, ".", fraction]);
        }
        -6..=-1 => {
            out.push_str("0.");
            out.extend(std::iter::repeat_n('0', (-exponent - 1) as usize));
            out.push_str(&digits);
        }
        _ => {
            let (first, fraction) = digits.split_at(1);
            out.push_str(first);
            if !fraction.is_empty() {
                out.extend([".", fraction]);
            }
            out.push_str(&format!("e{exponent:+}"));
        }
    }
}

/// The fewest digits that give the double back, and of those the ones closest to it.
///
/// The formatter of the standard library rounds up where the double lies half-way between two
/// candidates; ECMAScript takes the even one there, as does rounding to a number of digits.
fn shortest(double: f64) -> String {
    let shortest = format!("{double:e}");
    let digits =
        shortest.bytes().take_while(|byte| *byte != b'e').filter(u8::is_ascii_digit).count();
    let closest = format!("{double:.*e}", digits - 1);
    if closest.parse() == Ok(double) { closest } else { shortest }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[copied..at]);
        copied = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0x08 => out.push_str("\\b"),
            0x0C => out.push_str("\\f"),
            _ => out.push_str(&format!("\\u{byte:04x}")),
        }
    }
    out.push_str(&text[copied..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn double(double: f64) -> String {
        let mut out = String::new();
        write_double(double, &mut out);
        out
    }

    #[test]
    fn numbers_are_those_of_ecmascript() {
        // The samples of RFC 8785, appendix B, and the borders of the four spellings.
        let table: [(u64, &str); 22] = [
            (0x0000_0000_0000_0000, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
            (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xC340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"),
            (0x44B5_2D02_C7E1_4AF6, "1e+23"),
            (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"),
            (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"),
            (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"),
            (0x444B_1AE4_D6E2_EF50, "1e+21"),
            (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"),
            (0x3EB0_C6F7_A0B5_ED8D, "0.000001"),
            (0x41B3_DE43_5555_5553, "333333333.3333332"),
            (0x41B3_DE43_5555_5554, "333333333.33333325"),
            (0x41B3_DE43_5555_5555, "333333333.3333333"),
            (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
            (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
        ];
        for (bits, expected) in table {
            assert_eq!(expected, double(f64::from_bits(bits)), "{bits:x}");
        }
        assert_eq!("100", double(100.0));
        assert_eq!("0.1", double(0.1));
        assert_eq!("123456", double(123_456.0));
        assert_eq!("-1.5", double(-1.5));
    }

    #[test]
    fn keys_are_in_the_order_of_utf_16() {
        let value = json!({"\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "ö": 7});

        assert_eq!(
            "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}",
            json_canonical(&value).expect("canonical")
        );
    }

    #[test]
    fn texts_escape_what_they_must() {
        let value = json!("\u{8}\t\n\u{c}\r\"\\/\u{1f}\u{7f}ä\u{2028}");

        assert_eq!(
            "\"\\b\\t\\n\\f\\r\\\"\\\\/\\u001f\u{7f}ä\u{2028}\"",
            json_canonical(&value).expect("canonical")
        );
        assert_eq!(
            "[null,true,false,{},[]]",
            json_canonical(&json!([null, true, false, {}, []])).expect("canonical")
        );
    }

    #[test]
    fn whole_numbers_are_rounded_or_refused() {
        let value = json!([9_007_199_254_740_993_u64, -9_007_199_254_740_993_i64]);

        assert_eq!("[9007199254740992,-9007199254740992]", canonicalize(&value).expect("rounded"));
        assert!(json_canonical(&value).expect_err("not exact").is_argument());
        assert!(json_canonical(&json!(u64::MAX)).is_err());
        assert_eq!("9007199254740992", json_canonical(&json!(1_u64 << 53)).expect("a double"));
        assert_eq!("-9223372036854776000", json_canonical(&json!(i64::MIN)).expect("a double"));
    }

    #[test]
    fn depth_has_an_end() {
        let nested = |depth: usize| (0..depth).fold(Value::Null, |value, _| json!([value]));

        assert!(json_canonical(&nested(DEPTH)).is_ok());
        assert!(json_canonical(&nested(DEPTH + 1)).expect_err("too deep").is_argument());
    }
}
