#![allow(clippy::unwrap_used)]
use super::*;

fn check(bytes: &[u8], expected: Result<(&str, &str), u64>) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let found = TextFile::detect(file.path()).map(|text| {
        let mut decoded = String::new();
        text.open().unwrap().read_to_string(&mut decoded).unwrap();
        (text.label(), decoded)
    });
    let expected = expected.map(|(label, text)| (label.to_owned(), text.to_owned()));
    assert_eq!(found, expected.map_err(|offset| IngestError::UnknownEncoding { offset }));
}

#[test]
fn utf8_is_utf8_with_and_without_a_mark() {
    check("näme,值\n".as_bytes(), Ok(("utf-8", "näme,值\n")));
    check("\u{FEFF}näme".as_bytes(), Ok(("utf-8", "näme")));
    check(b"", Ok(("utf-8", "")));
}

#[test]
fn utf16_is_told_by_its_zeros_where_it_has_no_mark() {
    let tables =
        ["a,b\n1,x\n2,y\n", "id\tname\r\n1\tÅse\r\n", "城市,人口\n一二三,1\n北京市,22\n", "имя,город\nАнна,Москва\nПётр,Тверь\n", "x,𝄞\n1,𝄢\n"];
    for text in tables {
        let bytes = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        check(&bytes(u16::to_le_bytes), Ok(("utf-16le", text)));
        check(&bytes(u16::to_be_bytes), Ok(("utf-16be", text)));
    }
    check(b"a,b\nx\0,1\n\n", Ok(("utf-8", "a,b\nx\0,1\n\n")));
    check(b"a,b\nx\0\0\0,1\n", Ok(("utf-8", "a,b\nx\0\0\0,1\n")));
}

#[test]
fn utf16_with_a_mark_is_what_the_mark_says() {
    check(b"\xFF\xFEa\0,\0\x3C\x50", Ok(("utf-16le", "a,值")));
    check(b"\xFE\xFF\0a\0,\x50\x3C", Ok(("utf-16be", "a,值")));
    check(b"\xFF\xFEa\0\0\xD8", Err(4));
    check(b"\xFF\xFEa\0b", Err(4));
}

#[test]
fn other_encodings_are_taken_when_all_bytes_fit() {
    let chinese = "城市,人口\n北京市,两千万\n上海市,两千四百万\n广州市,一千五百万\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(chinese);
    check(&gb, Ok(("gbk", chinese)));
    let rare = "编号,姓名\n1,王𠮷\n2,李㐂\n3,赵𪚥\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(rare);
    assert!(gb.windows(4).any(|four| four[1].is_ascii_digit() && four[3].is_ascii_digit()), "characters of four bytes");
    check(&gb, Ok(("gb18030", rare)));
    let taiwan = "城市,人口\n臺北市,兩百五十萬\n高雄市,兩百七十萬\n臺中市,兩百八十萬\n";
    let (big5, _, _) = encoding_rs::BIG5.encode(taiwan);
    check(&big5, Ok(("big5", taiwan)));
    let japanese = "都市,人口\n東京都,千四百万\nさいたま市,百三十万\n大阪ソヒ,八百八十万\n";
    let (jis, _, _) = encoding_rs::SHIFT_JIS.encode(japanese);
    check(&jis, Ok(("shift_jis", japanese)));
    let french = "prénom,ville\nZoé,Orléans\nRené,Besançon\n";
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(french);
    check(&latin, Ok(("windows-1252", french)));
}

#[test]
fn a_broken_byte_in_utf8_is_named_and_not_guessed_away() {
    check("prénom,ville\nZoé,Orl".bytes().chain(*b"\xFF,x\n").collect::<Vec<_>>().as_slice(), Err(22));
    let late = [vec![b'a'; 2 * CHUNK_BYTES - 1], "é".into(), "ü".into(), vec![0xC3]].concat();
    check(&late, Err(2 * CHUNK_BYTES as u64 + 3));
    check(b"a,b\n\x81\x8D\x8F\x90\x9D\xFF", Err(4));
}

#[test]
fn a_character_over_the_edge_of_a_chunk_is_whole() {
    let text = format!("{}é值𝄞", "a".repeat(CHUNK_BYTES - 1));
    check(text.as_bytes(), Ok(("utf-8", &text)));
}

#[test]
fn a_few_words_of_chinese_are_chinese_and_other_languages_are_not() {
    use encoding_rs::{EUC_JP, EUC_KR, Encoding, GBK, KOI8_R, WINDOWS_1251, WINDOWS_1252};
    let short = |encoding: &'static Encoding, label: &str, text: &str| check(&encoding.encode(text).0, Ok((label, text)));
    for text in [
        "产品,数量,单价\n苹果,3,2.5\n",
        "客户,电话\n王五,13800000000\n",
        "a,b\n1,中\n",
        "性别\n35\n",
        "广州\n35\n",
        "类别\n14\n",
        "型号A,长度\n1,2\n",
    ] {
        short(GBK, "gbk", text);
    }
    for text in ["DESCRIÇÃO,SITUAÇÃO\nA,1\n", "Größe;Preis\n10;1,5\n", "temp,unit\n20,°C\n", "prénom,nom\nZoé,Dupont\n"] {
        short(WINDOWS_1252, "windows-1252", text);
    }
    short(WINDOWS_1251, "windows-1251", "город,улица\nМосква,Тверская\n");
    short(KOI8_R, "koi8-u", "город,улица\nМосква,Тверская\n");
    short(EUC_KR, "euc-kr", "이름,나이\n김철수,20\n");
    short(EUC_JP, "euc-jp", "名前,年齢\nさくら,20\n");
}
