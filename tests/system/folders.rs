//! A zip of folders of pictures or of texts is a dataset of a row for each file.

use std::io::Cursor;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use image::{DynamicImage, ImageFormat, RgbImage};
use serde_json::json;
use shared::wire::dataset::{Dataset, Notice};
use tests::archives::{Entry, zip, zip_of};
use tests::jobs::{applied, rows, texts, trained};
use tests::png::png;
use tests::server::{Options, Server};

/// A picture with a gradient, so that it does not pack away.
fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let pixel = |x: u32, y: u32| image::Rgb([(x * 7) as u8, (y * 5) as u8, (x * y) as u8]);
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(RgbImage::from_fn(width, height, pixel)).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn columns(dataset: &Dataset) -> Vec<(&str, &str)> {
    dataset.columns.iter().map(|column| (column.name.as_str(), column.r#type.as_str())).collect()
}

fn numbers(rows: &RecordBatch, column: &str) -> Vec<Option<i64>> {
    rows.column_by_name(column).unwrap().as_primitive::<Int64Type>().iter().collect()
}

fn binary(rows: &RecordBatch, column: &str) -> Vec<Option<Vec<u8>>> {
    rows.column_by_name(column).unwrap().as_binary::<i32>().iter().map(|bytes| bytes.map(<[u8]>::to_vec)).collect()
}

fn text(rows: &RecordBatch, column: &str) -> Vec<Option<String>> {
    texts(rows, column)
}

fn some(values: &[&str]) -> Vec<Option<String>> {
    values.iter().map(|value| Some((*value).to_owned())).collect()
}

#[test]
fn pictures_of_every_kind_become_rows_with_their_folder_size_and_thumbnail() {
    let (wide, tall) = (picture(200, 100, ImageFormat::Jpeg), picture(30, 90, ImageFormat::Png));
    let (gif, webp, bmp) = (picture(65, 65, ImageFormat::Gif), picture(8, 8, ImageFormat::WebP), picture(64, 1, ImageFormat::Bmp));
    let broken = &wide[..20];
    let archive = zip(&[
        (b"pets/cat/1.jpg", &wide),
        (b"pets/cat/2.PNG", &tall),
        (b"pets/dog/3.gif", &gif),
        (b"pets/dog/4.webp", &webp),
        (b"5.bmp", &bmp),
        (b"pets/dog/6.jpg", broken),
        (b"pets/dog/7.png", b""),
        (b"pets/README", b"made for a test"),
        (b"__MACOSX/pets/cat/._1.jpg", b"x"),
        (b"pets/.DS_Store", b"x"),
    ]);
    let server = Server::start();
    let dataset = server.upload("pets.zip", &archive);
    assert_eq!((dataset.name.as_str(), dataset.rows, dataset.import.format.as_str()), ("pets", 7, "pictures"));
    let expected = [
        ("path", "string"),
        ("label", "string"),
        ("thumbnail", "binary"),
        ("width", "int64"),
        ("height", "int64"),
        ("format", "string"),
        ("picture", "binary"),
    ];
    assert_eq!(columns(&dataset), expected);
    let notices = [
        Notice::OtherFiles { files: 1, names: vec!["pets/README".into()] },
        Notice::Unread { files: 2, names: vec!["pets/dog/6.jpg".into(), "pets/dog/7.png".into()] },
    ];
    assert_eq!(dataset.import.notices, notices);
    let rows = rows(&server.client(), &dataset.id);
    assert_eq!(
        text(&rows, "label"),
        [Some("cat"), Some("cat"), Some("dog"), Some("dog"), None, Some("dog"), Some("dog")].map(|l| l.map(str::to_owned))
    );
    assert_eq!(numbers(&rows, "width"), [Some(200), Some(30), Some(65), Some(8), Some(64), None, None]);
    assert_eq!(numbers(&rows, "height"), [Some(100), Some(90), Some(65), Some(8), Some(1), None, None]);
    let formats = [Some("jpeg"), Some("png"), Some("gif"), Some("webp"), Some("bmp"), Some("jpeg"), None];
    assert_eq!(text(&rows, "format"), formats.map(|f| f.map(str::to_owned)));
    let kept = [&wide[..], &tall, &gif, &webp, &bmp, broken, b""].map(|bytes| Some(bytes.to_vec()));
    assert_eq!(binary(&rows, "picture"), kept);
    let thumbnails = binary(&rows, "thumbnail");
    let sizes: Vec<Option<(u32, u32)>> = thumbnails
        .iter()
        .map(|bytes| bytes.as_ref().map(|bytes| image::load_from_memory(bytes).unwrap()).map(|small| (small.width(), small.height())))
        .collect();
    assert_eq!(sizes, [Some((64, 32)), Some((21, 64)), Some((64, 64)), Some((8, 8)), Some((64, 1)), None, None]);
    assert_eq!(image::guess_format(thumbnails[0].as_ref().unwrap()).unwrap(), ImageFormat::Jpeg);
    assert_eq!(image::guess_format(thumbnails[2].as_ref().unwrap()).unwrap(), ImageFormat::Png);
}

#[test]
fn the_gallery_shows_thumbnails_and_the_classifier_learns_the_pictures() {
    let level = |row: usize| if row.is_multiple_of(2) { 40 } else { 200 };
    let pictures: Vec<(String, Vec<u8>)> = (0..60)
        .map(|row| {
            (format!("{}/{row}.png", ["dark", "light"][row % 2]), png(12, &(0..144).map(|at| level(row) + (at * row % 30) as u8).collect::<Vec<_>>()))
        })
        .collect();
    let entries: Vec<(&[u8], &[u8])> = pictures.iter().map(|(name, bytes)| (name.as_bytes(), bytes.as_slice())).collect();
    let server = Server::start();
    let dataset = server.upload("shades.zip", &zip(&entries));
    let tiles = server.dashboard(&dataset.id)["tiles"].clone();
    let gallery = tiles.as_array().unwrap().iter().find(|tile| tile["chart"]["kind"] == "gallery").unwrap();
    assert_eq!((&gallery["chart"]["picture"], &gallery["chart"]["captions"]), (&json!("thumbnail"), &json!(["label"])), "{tiles}");
    let spec =
        json!({ "estimator": "image_cnn", "dataset": dataset.id, "target": "label", "inputs": ["picture"], "held_out": 0.2, "seed": 1, "steps": 30 });
    let model = trained(&server.client(), &spec);
    applied(&server.client(), &model, &dataset.id);
    let rows = rows(&server.client(), &dataset.id);
    let (labels, predicted) = (text(&rows, "label"), text(&rows, "predicted"));
    let right = labels.iter().zip(&predicted).filter(|(label, predicted)| label == predicted).count();
    assert!(right > 54, "{right} of 60");
}

#[test]
fn texts_become_rows_in_their_own_encodings() {
    let gbk = [&[0xC4, 0xE3, 0xBA, 0xC3, 0xA3, 0xAC, 0xCA, 0xC0, 0xBD, 0xE7][..]; 6].concat();
    let utf16: Vec<u8> = "\u{FEFF}naïve\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let archive = zip(&[
        (b"mail/spam/1.txt", b"Buy \"now\",\nfor 007 reasons\n"),
        (b"mail/spam/2", &gbk),
        (b"mail/ham/0003.1999", "\u{FEFF}héllo".as_bytes()),
        (b"mail/ham/4.md", &utf16),
        (b"mail/ham/5.txt", b""),
        (b"mail/ham/6.txt", &[0, 1, 2, 3].repeat(40)),
    ]);
    let server = Server::start();
    let dataset = server.upload("mail.zip", &archive);
    assert_eq!(columns(&dataset), [("path", "string"), ("label", "string"), ("text", "string")]);
    assert_eq!((dataset.rows, dataset.import.format.as_str(), dataset.import.packing.as_deref()), (6, "texts", Some("zip")));
    assert_eq!(dataset.import.notices, [Notice::Unread { files: 1, names: vec!["mail/ham/6.txt".into()] }]);
    let rows = rows(&server.client(), &dataset.id);
    assert_eq!(text(&rows, "label"), some(&["spam", "spam", "ham", "ham", "ham", "ham"]));
    let mut expected = some(&["Buy \"now\",\nfor 007 reasons\n", &"你好，世界".repeat(6), "héllo", "naïve\n", ""]);
    expected.push(None);
    assert_eq!(text(&rows, "text"), expected);
}

#[test]
fn one_file_of_the_archive_can_still_be_chosen_as_a_table_and_read_again() {
    let server = Server::start();
    let archive = zip(&[(b"a/1.txt", b"n;m\n1;2\n"), (b"b/2.txt", b"n;m\n3;4\n")]);
    let dataset = server.upload("t.zip", &archive);
    assert_eq!(dataset.import.format, "texts");
    let again = server.client().post_json(&format!("/api/datasets/{}/import", dataset.id), &json!({ "entry": "b/2.txt" })).expect(200);
    assert_eq!((&again["import"]["format"], &again["rows"], &again["columns"][1]["name"]), (&json!("csv"), &json!(1), &json!("m")));
    let preview = server.client().post("/api/datasets/preview?file_name=t.zip", &archive).expect(200);
    assert_eq!((&preview["import"]["format"], &preview["rows"][1]), (&json!("texts"), &json!(["b/2.txt", "b", "n;m\n3;4\n"])));
}

#[test]
fn names_that_lead_elsewhere_are_only_texts_and_links_are_left_out() {
    let dot = picture(2, 2, ImageFormat::Png);
    let names: [&[u8]; 8] = [
        b"../../../../tmp/sightline-was-here.png",
        b"/etc/sightline-was-here.png",
        b"C:\\windows\\nul.png",
        b"..\\up\\con.png",
        b"a/b/../c/d.png",
        b"<img src=x>/e.png",
        // 猫 and 狗 as a Chinese Windows writes them.
        b"\xC3\xA8\xCD\xBC\xC6\xAC/\xD0\xA1\xC3\xA8.png",
        b"\xB9\xB7\xCD\xBC\xC6\xAC/\xD0\xA1\xB9\xB7.png",
    ];
    let mut entries: Vec<Entry> = names.iter().map(|name| Entry { name, bytes: &dot, unix_mode: 0o100_644 }).collect();
    entries.push(Entry { name: b"a/link.png", bytes: b"/etc/passwd", unix_mode: 0o120_777 });
    let inner = zip(&[(b"x.png", &dot)]);
    entries.push(Entry { name: b"a/inner.zip", bytes: &inner, unix_mode: 0o100_644 });
    let server = Server::start();
    let dataset = server.upload("odd.zip", &zip_of(&entries));
    assert_eq!(dataset.import.notices, [Notice::OtherFiles { files: 2, names: vec!["a/link.png".into(), "a/inner.zip".into()] }]);
    let rows = rows(&server.client(), &dataset.id);
    let labels = [Some("tmp"), Some("etc"), Some("windows"), Some("up"), Some("c"), Some("<img src=x>"), Some("猫图片"), Some("狗图片")];
    assert_eq!(text(&rows, "label"), labels.map(|label| label.map(str::to_owned)));
    assert_eq!(text(&rows, "path")[0].as_deref(), Some("../../../../tmp/sightline-was-here.png"));
    assert_eq!(text(&rows, "path")[6].as_deref(), Some("猫图片/小猫.png"));
    assert!(!std::path::Path::new("/tmp/sightline-was-here.png").exists() && !std::path::Path::new("/etc/sightline-was-here.png").exists());
    server.expect_well();
}

#[test]
fn pictures_that_claim_to_be_huge_are_kept_and_not_decoded() {
    let mut huge = png(1, &[0]);
    // Width and height of the header, then its checksum as it has to be.
    huge[16..24].copy_from_slice(&[0, 0, 0x7F, 0xFF, 0, 0, 0x7F, 0xFF]);
    let mut crc = flate2::Crc::new();
    crc.update(&huge[12..29]);
    huge[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    let server = Server::start();
    let dataset = server.upload("huge.zip", &zip(&[(b"a/huge.png", &huge), (b"a/good.png", &png(1, &[0]))]));
    assert_eq!(dataset.import.notices, [Notice::Unread { files: 1, names: vec!["a/huge.png".into()] }]);
    let rows = rows(&server.client(), &dataset.id);
    assert_eq!(numbers(&rows, "width"), [None, Some(1)]);
    assert_eq!(binary(&rows, "picture")[0].as_deref(), Some(&huge[..]));
    server.expect_well();
}

#[test]
fn bombs_and_broken_archives_of_pictures_are_refused() {
    let server = Server::start();
    let refuse = |bytes: &[u8], code: &str| server.client().post("/api/datasets?file_name=x.zip", bytes).expect_problem(422, code);
    let good = zip(&[(b"a/1.png", &picture(50, 50, ImageFormat::Png)), (b"b/2.png", &picture(50, 50, ImageFormat::Png))]);
    refuse(&good[..good.len() - 30], "damaged_file");
    // A byte inside a picture: the checksum of the archive tells.
    let mut flipped = good.clone();
    flipped[200] ^= 1;
    refuse(&flipped, "corrupt_compression");
    let large = vec![7; (64 << 20) + 1];
    assert!(refuse(&zip(&[(b"a/1.png", &large)]), "decompressed_too_large")["detail"].as_str().unwrap().contains("a/1.png"));
    refuse(&overlapping(), "decompressed_too_large");
    server.expect_well();
}

/// Many entries over the same bytes: small as a file, large when it is read.
fn overlapping() -> Vec<u8> {
    let zeros = vec![0; 1 << 20];
    let one = zip(&[(b"a/0.png", &zeros)]);
    let directory_at = one.len() - 22 - 46 - 7;
    let (bytes, record) = (&one[..directory_at], &one[directory_at..one.len() - 22]);
    let directory: Vec<u8> = (0..400)
        .flat_map(|nth| {
            let mut record = record.to_vec();
            let name = format!("{nth:04}.png");
            record.truncate(46);
            record[28..30].copy_from_slice(&(name.len() as u16).to_le_bytes());
            record.extend(name.as_bytes());
            record
        })
        .collect();
    let mut end = one[one.len() - 22..].to_vec();
    end[8..10].copy_from_slice(&400_u16.to_le_bytes());
    end[10..12].copy_from_slice(&400_u16.to_le_bytes());
    end[12..16].copy_from_slice(&(directory.len() as u32).to_le_bytes());
    [bytes, &directory, &end].concat()
}

#[test]
fn memory_stays_flat_while_many_pictures_are_read() {
    let environment = vec![("SIGHTLINE_PARSE_MEMORY_BYTES".into(), (640_u64 << 20).to_string())];
    let server = Server::with(Options { environment, ..Options::default() });
    let bmp = picture(900, 700, ImageFormat::Bmp);
    let names: Vec<String> = (0..150).map(|nth| format!("{}/{nth}.bmp", nth % 3)).collect();
    let entries: Vec<(&[u8], &[u8])> = names.iter().map(|name| (name.as_bytes(), bmp.as_slice())).collect();
    let dataset = server.upload("many.zip", &zip(&entries));
    let tiles = server.dashboard(&dataset.id)["tiles"].to_string();
    assert!(tiles.contains("thumbnail") && !tiles.contains("\"picture\"]"), "no tile loads the pictures themselves: {tiles}");
    assert_eq!((dataset.rows, dataset.import.notices.len()), (150, 0));
}
