//! arrow-testing: each `.arrow_file` and `.stream` means its `.json.gz`; big-endian ones are refused.

use super::cell::Table;
use super::gold::Gold;
use super::{check, ending, refused, stored, upload};

const INTERVAL: &str = "a length of time in months and days has no place in a Delta table";
const UNION: &str = "a column of several types has no place in a Delta table";
const DECIMAL256: &str = "Delta's decimals have 38 digits at most";

const EXPLAINED: &[(&str, &str)] = &[
    ("0.14.1/generated_interval.arrow_file", INTERVAL),
    ("0.14.1/generated_interval.stream", INTERVAL),
    ("0.17.1/generated_union.arrow_file", UNION),
    ("0.17.1/generated_union.stream", UNION),
    ("1.0.0-littleendian/generated_decimal256.arrow_file", DECIMAL256),
    ("1.0.0-littleendian/generated_decimal256.stream", DECIMAL256),
    ("1.0.0-littleendian/generated_interval.arrow_file", INTERVAL),
    ("1.0.0-littleendian/generated_interval.stream", INTERVAL),
    ("1.0.0-littleendian/generated_union.arrow_file", UNION),
    ("1.0.0-littleendian/generated_union.stream", UNION),
    ("cpp-21.0.0/generated_decimal256.arrow_file", DECIMAL256),
    ("cpp-21.0.0/generated_decimal256.stream", DECIMAL256),
    ("cpp-21.0.0/generated_interval.arrow_file", INTERVAL),
    ("cpp-21.0.0/generated_interval.stream", INTERVAL),
    ("cpp-21.0.0/generated_interval_mdn.arrow_file", INTERVAL),
    ("cpp-21.0.0/generated_interval_mdn.stream", INTERVAL),
    ("cpp-21.0.0/generated_union.arrow_file", UNION),
    ("cpp-21.0.0/generated_union.stream", UNION),
];

#[test]
fn arrow_means_what_its_json_says() {
    check("arrow-testing/integration", EXPLAINED, |server, file| {
        if !matches!(ending(file), "arrow_file" | "stream") {
            return None;
        }
        let reply = upload(server, file);
        if file.to_str()?.contains("bigendian") {
            return Some(("big-endian", refused(&reply, Some("unsupported_endianness"))));
        }
        let gold = Gold::of(&file.with_extension("json.gz"));
        let outcome = stored(server, &reply, gold.rows() as i64).and_then(|batches| Table::of(&batches).holds(&gold.table()));
        Some(("good", outcome))
    });
}
