//! Binary cells as the page can show them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The `data:` address of a picture, its type by its first bytes; nothing for bytes that are no PNG and no JPEG, which the page shows as
/// broken. Other types are left out on purpose: an SVG may hold more than a picture.
pub fn address(bytes: &[u8]) -> String {
    let kind = match bytes {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => "png",
        [0xff, 0xd8, 0xff, ..] => "jpeg",
        _ => return String::new(),
    };
    format!("data:image/{kind};base64,{}", STANDARD.encode(bytes))
}

/// How many bytes there are, for cells that are not shown.
pub fn size(bytes: &[u8]) -> String {
    format!("{} B", bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_their_first_bytes() {
        assert_eq!(address(b"\x89PNG\r\n\x1a\n!"), "data:image/png;base64,iVBORw0KGgoh");
        assert_eq!(address(&[0xff, 0xd8, 0xff, 0xe0]), "data:image/jpeg;base64,/9j/4A==");
    }

    #[test]
    fn anything_else_is_no_picture() {
        for bytes in [&b""[..], b"\x89PNG", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8"] {
            assert_eq!(address(bytes), "", "{bytes:?}");
        }
        assert_eq!(size(b"12345"), "5 B");
    }
}
