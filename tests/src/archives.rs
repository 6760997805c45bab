//! Zip archives made by hand: stored entries under any name.

/// An archive of these files in this order. Names are written as they are, in UTF-8 or in whatever encoding.
pub fn zip(entries: &[(&[u8], &[u8])]) -> Vec<u8> {
    let plain: Vec<Entry> = entries.iter().map(|(name, bytes)| Entry { name, bytes, unix_mode: 0o100_644 }).collect();
    zip_of(&plain)
}

/// One file of an archive.
pub struct Entry<'a> {
    /// Its name as bytes.
    pub name: &'a [u8],
    /// Its content.
    pub bytes: &'a [u8],
    /// Its type and permissions: `0o120777` is a symbolic link.
    pub unix_mode: u32,
}

/// An archive of these entries.
pub fn zip_of(entries: &[Entry]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for Entry { name, bytes, unix_mode } in entries {
        let (crc, size, length) = (crc32(bytes), bytes.len() as u32, name.len() as u16);
        let offset = out.len() as u32;
        let mut common = Vec::new();
        // Version 2.0, no flags, stored, no time.
        common.extend([20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0]);
        for number in [crc, size, size] {
            common.extend(number.to_le_bytes());
        }
        common.extend(length.to_le_bytes());
        common.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(*name);
        out.extend(*bytes);
        directory.extend(b"PK\x01\x02\x14\x03");
        directory.extend(&common);
        directory.extend([0; 6]);
        directory.extend((unix_mode << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(*name);
    }
    let (start, count) = (out.len() as u32, entries.len() as u16);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// An archive whose list has `count` files, all of which are the same bytes: those of the first entry of `one`.
pub fn overlapping(one: &[u8], count: usize, name: impl Fn(usize) -> String) -> Vec<u8> {
    let list = one.windows(4).position(|mark| mark == b"PK\x01\x02").unwrap();
    let mut bytes = one[..list].to_vec();
    for at in 0..count {
        let name = name(at);
        bytes.extend(&one[list..list + 28]);
        bytes.extend((name.len() as u16).to_le_bytes());
        bytes.extend(&one[list + 30..list + 46]);
        bytes.extend(name.as_bytes());
    }
    let (start, size, count) = (list as u64, (bytes.len() - list) as u64, count as u64);
    let end = bytes.len() as u64;
    // The end of the list in the form for many files, where that is, and the plain end that points there.
    bytes.extend(b"PK\x06\x06");
    bytes.extend(44_u64.to_le_bytes());
    bytes.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    [count, count, size, start].iter().for_each(|number| bytes.extend(number.to_le_bytes()));
    bytes.extend(b"PK\x06\x07\0\0\0\0");
    bytes.extend(end.to_le_bytes());
    bytes.extend([1, 0, 0, 0]);
    bytes.extend(b"PK\x05\x06\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0");
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}
