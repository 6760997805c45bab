//! The files.

use encoding_rs::{BIG5, Encoding, GB18030, SHIFT_JIS, WINDOWS_1252};

use super::Case;

/// Every one of them.
pub fn all() -> Vec<Case> {
    let mut cases = encodings();
    cases.extend(shapes());
    cases.extend(numbers());
    cases.extend(times());
    cases
}

fn text(
    name: &'static str,
    text: &str,
    delimiter: &'static str,
    notices: &'static [&'static str],
    columns: &'static [(&'static str, &'static str)],
    rows: &'static [&'static [&'static str]],
) -> Case {
    Case { name, bytes: text.into(), options: "", found: ("utf-8", delimiter), notices, columns, rows }
}

fn encoded(case: Case, encoding: &'static Encoding, label: &'static str) -> Case {
    let text = String::from_utf8(case.bytes).unwrap();
    let (bytes, _, is_lossy) = encoding.encode(&text);
    assert!(!is_lossy, "{}", case.name);
    Case { bytes: bytes.into_owned(), found: (label, case.found.1), ..case }
}

fn utf16(name: &'static str, order: fn(u16) -> [u8; 2], mark: &str, label: &'static str) -> Case {
    let case = text(
        name,
        "城市,人口,note\n一二三,1,Åse\n北京市,21893095,𠮷\n",
        ",",
        &[],
        &[("城市", "string"), ("人口", "int64"), ("note", "string")],
        &[&["一二三", "1", "Åse"], &["北京市", "21893095", "𠮷"]],
    );
    let marked = format!("{mark}{}", String::from_utf8(case.bytes).unwrap());
    Case { bytes: marked.encode_utf16().flat_map(order).collect(), found: (label, ","), ..case }
}

fn encodings() -> Vec<Case> {
    let gbk = text(
        "gbk",
        "城市,人口\n北京市,21893095\n上海市,24870895\n深圳市,17560061\n",
        ",",
        &[],
        &[("城市", "string"), ("人口", "int64")],
        &[&["北京市", "21893095"], &["上海市", "24870895"], &["深圳市", "17560061"]],
    );
    let gb18030 = text(
        "gb18030 with characters of four bytes",
        "编号,姓名\n1,王𠮷\n2,李㐂\n3,赵𪚥\n",
        ",",
        &[],
        &[("编号", "int64"), ("姓名", "string")],
        &[&["1", "王𠮷"], &["2", "李㐂"], &["3", "赵𪚥"]],
    );
    let big5 = text(
        "big5",
        "城市,人口\n臺北市,2494813\n高雄市,2731412\n臺中市,2849386\n",
        ",",
        &[],
        &[("城市", "string"), ("人口", "int64")],
        &[&["臺北市", "2494813"], &["高雄市", "2731412"], &["臺中市", "2849386"]],
    );
    let shift_jis = text(
        "shift_jis",
        "都市,人口\n東京都,14047594\nさいたま市,1324025\n表示ソ,1\n",
        ",",
        &[],
        &[("都市", "string"), ("人口", "int64")],
        &[&["東京都", "14047594"], &["さいたま市", "1324025"], &["表示ソ", "1"]],
    );
    let latin = text(
        "latin-1",
        "ville,habitants\nOrléans,116269\nBéziers,78683\nSaint-Étienne,173821\n",
        ",",
        &[],
        &[("ville", "string"), ("habitants", "int64")],
        &[&["Orléans", "116269"], &["Béziers", "78683"], &["Saint-Étienne", "173821"]],
    );
    vec![
        encoded(gbk, GB18030, "gbk"),
        encoded(gb18030, GB18030, "gb18030"),
        encoded(big5, BIG5, "big5"),
        encoded(shift_jis, SHIFT_JIS, "shift_jis"),
        encoded(latin, WINDOWS_1252, "windows-1252"),
        utf16("utf-16le with a mark", u16::to_le_bytes, "\u{feff}", "utf-16le"),
        utf16("utf-16be with a mark", u16::to_be_bytes, "\u{feff}", "utf-16be"),
        utf16("utf-16le without a mark", u16::to_le_bytes, "", "utf-16le"),
        utf16("utf-16be without a mark", u16::to_be_bytes, "", "utf-16be"),
    ]
}

fn shapes() -> Vec<Case> {
    vec![
        text(
            "semicolon with decimal comma",
            "Ware;Preis;Menge\nA;1,5;10\nB;1.234,25;7\nC;-0,5;0\n",
            ";",
            &["written"],
            &[("Ware", "string"), ("Preis", "float64"), ("Menge", "int64")],
            &[&["A", "1.5", "10"], &["B", "1234.25", "7"], &["C", "-0.5", "0"]],
        ),
        text(
            "tab",
            "name\tsaid\nAnn\tyes, and no\nBob\t\"a\ttab\"\n",
            "\t",
            &[],
            &[("name", "string"), ("said", "string")],
            &[&["Ann", "yes, and no"], &["Bob", "a\ttab"]],
        ),
        text(
            "pipe",
            "a|b|c\r\n1|x,y|\r\n2|z|3\r\n",
            "|",
            &[],
            &[("a", "int64"), ("b", "string"), ("c", "int64")],
            &[&["1", "x,y", "∅"], &["2", "z", "3"]],
        ),
        text(
            "preamble",
            "Sales report\nmade 2024-01-01\n\nday,shop,sold\n2024-01-01,North,3\n2024-01-02,South,4\n",
            ",",
            &["preamble"],
            &[("day", "date"), ("shop", "string"), ("sold", "int64")],
            &[&["2024-01-01", "North", "3"], &["2024-01-02", "South", "4"]],
        ),
        text(
            "preamble above two columns",
            "Report\n\na,b\n1,2\n3,4\n",
            ",",
            &["preamble"],
            &[("a", "int64"), ("b", "int64")],
            &[&["1", "2"], &["3", "4"]],
        ),
        text(
            "preamble of keys and values",
            "Station,Oslo\nPeriod,2024\n\nday,temp,rain\n2024-01-01,-3,0\n2024-01-02,4,7\n",
            ",",
            &["preamble"],
            &[("day", "date"), ("temp", "int64"), ("rain", "int64")],
            &[&["2024-01-01", "-3", "0"], &["2024-01-02", "4", "7"]],
        ),
        text(
            "preamble with a comma",
            "Sales, all shops\nday,shop,sold\n2024-01-01,North,3\n2024-01-02,South,4\n",
            ",",
            &["preamble"],
            &[("day", "date"), ("shop", "string"), ("sold", "int64")],
            &[&["2024-01-01", "North", "3"], &["2024-01-02", "South", "4"]],
        ),
        text(
            "preamble of comments",
            "# made by x, at noon\n# for y\nday,sold\n2024-01-01,3\n2024-01-02,4\n",
            ",",
            &["preamble"],
            &[("day", "date"), ("sold", "int64")],
            &[&["2024-01-01", "3"], &["2024-01-02", "4"]],
        ),
        text("a caret between fields", "a^b\n1^x,y\n2^z\n", "^", &[], &[("a", "int64"), ("b", "string")], &[&["1", "x,y"], &["2", "z"]]),
        text(
            "no header",
            "1,x,2.5\n2,y,3.25\n",
            ",",
            &["no_header", "renamed", "renamed", "renamed"],
            &[("column_1", "int64"), ("column_2", "string"), ("column_3", "float64")],
            &[&["1", "x", "2.5"], &["2", "y", "3.25"]],
        ),
    ]
}

fn numbers() -> Vec<Case> {
    let decimal = text(
        "decimal(38,10)",
        "id,v\n1,9999999999999999999999999999.9999999999\n2,-0.0000000001\n3,12345678901234567890\n4,\n",
        ",",
        &[],
        &[("id", "int64"), ("v", "decimal(38,10)")],
        &[&["1", "9999999999999999999999999999.9999999999"], &["2", "-0.0000000001"], &["3", "12345678901234567890.0000000000"], &["4", "∅"]],
    );
    vec![
        text(
            "leading zeros",
            "zip,phone,version,code\n00501,+4930123,1.10.2,007\n10001,+4930124,1.9,010\n",
            ",",
            &[],
            &[("zip", "string"), ("phone", "string"), ("version", "string"), ("code", "string")],
            &[&["00501", "+4930123", "1.10.2", "007"], &["10001", "+4930124", "1.9", "010"]],
        ),
        text(
            "integers beyond 2^53",
            "id,least,exact\n9007199254740993,-9223372036854775808,0.1234567890123456789\n12345678901234567,9223372036854775807,2.5\n",
            ",",
            &[],
            &[("id", "int64"), ("least", "int64"), ("exact", "string")],
            &[&["9007199254740993", "-9223372036854775808", "0.1234567890123456789"], &["12345678901234567", "9223372036854775807", "2.5"]],
        ),
        Case { options: r#"{"columns":{"v":{"type":"decimal(38,10)"}}}"#, ..decimal },
        text(
            "decimals of one scale",
            "price,chapter,place\n12.50,1.10,-0.000010\n-0.05,1.20,40.641300\n1000.00,,\n",
            ",",
            &[],
            &[("price", "decimal(18,2)"), ("chapter", "decimal(18,2)"), ("place", "decimal(18,6)")],
            &[&["12.50", "1.10", "-0.000010"], &["-0.05", "1.20", "40.641300"], &["1000.00", "∅", "∅"]],
        ),
        text(
            "ones and zeros, yes and no",
            "flag,answer,truth,mixed\n1,yes,true,0\n0,no,FALSE,x\n1,,true,1\n",
            ",",
            &[],
            &[("flag", "int64"), ("answer", "string"), ("truth", "bool"), ("mixed", "string")],
            &[&["1", "yes", "true", "0"], &["0", "no", "false", "x"], &["1", "∅", "true", "1"]],
        ),
        text(
            "floats",
            "x,far\n0.1,1e309\n0.30000000000000004,1\n-2.5e-7,2\n",
            ",",
            &[],
            &[("x", "float64"), ("far", "string")],
            &[&["0.1", "1e309"], &["0.30000000000000004", "1"], &["-2.5e-7", "2"]],
        ),
    ]
}

fn times() -> Vec<Case> {
    vec![
        text(
            "times with several zones",
            "at,clock\n2024-03-10T23:30+08:00,23:30+08:00\n2024-12-31T23:30:00.123456-05:00,07:00+08:00\n2024-01-01 00:00:00Z,00:00Z\n",
            ",",
            &[],
            &[("at", "timestamp(UTC)"), ("clock", "string")],
            &[&["2024-03-10 15:30:00Z", "23:30+08:00"], &["2025-01-01 04:30:00.123456Z", "07:00+08:00"], &["2024-01-01 00:00:00Z", "00:00Z"]],
        ),
        text(
            "times of day",
            "open,seen,race\n08:30,23:59:59.000001,7:30\n00:00,00:00:00,12:05\n,12:00:00.5,\n",
            ",",
            &[],
            &[("open", "time"), ("seen", "time"), ("race", "string")],
            &[&["08:30:00", "23:59:59.000001", "7:30"], &["00:00:00", "00:00:00", "12:05"], &["∅", "12:00:00.500", "∅"]],
        ),
        text(
            "times with one zone",
            "at,west\n2024-03-10T23:30+08:00,2024-12-31T23:30:00.123456-05:30\n2024-01-01 00:00:00+08:00,\n,1969-12-31T18:30:00-05:30\n",
            ",",
            &[],
            &[("at", "timestamp(+08:00)"), ("west", "timestamp(-05:30)")],
            &[
                &["2024-03-10 23:30:00+08:00", "2024-12-31 23:30:00.123456-05:30"],
                &["2024-01-01 00:00:00+08:00", "∅"],
                &["∅", "1969-12-31 18:30:00-05:30"],
            ],
        ),
        text(
            "times that daylight saving leaves out",
            "at,n\n2024-03-10 02:30:00,1\n2024-03-31T02:30,2\n2024-11-03 01:30:00.5,3\n",
            ",",
            &[],
            &[("at", "timestamp"), ("n", "int64")],
            &[&["2024-03-10 02:30:00", "1"], &["2024-03-31 02:30:00", "2"], &["2024-11-03 01:30:00.500", "3"]],
        ),
        text(
            "days first",
            "day,n\n03/02/2024,1\n13/02/2024,2\n,3\n",
            ",",
            &["written"],
            &[("day", "date"), ("n", "int64")],
            &[&["2024-02-03", "1"], &["2024-02-13", "2"], &["∅", "3"]],
        ),
        text(
            "months first",
            "day,n\n02/03/2024,1\n02/13/2024,2\n12/31/1999,3\n",
            ",",
            &["written"],
            &[("day", "date"), ("n", "int64")],
            &[&["2024-02-03", "1"], &["2024-02-13", "2"], &["1999-12-31", "3"]],
        ),
        text(
            "days or months first",
            "day,n\n01/02/2024,1\n03/04/2024,2\n",
            ",",
            &["ambiguous"],
            &[("day", "string"), ("n", "int64")],
            &[&["01/02/2024", "1"], &["03/04/2024", "2"]],
        ),
        text(
            "days that don't exist",
            "day,n\n2024-02-29,1\n2023-02-29,2\n",
            ",",
            &["not_a_date"],
            &[("day", "string"), ("n", "int64")],
            &[&["2024-02-29", "1"], &["2023-02-29", "2"]],
        ),
    ]
}
