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

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}
