//! Small grey PNG files, written by hand: one stored block, no compression.

/// A square picture of `side` × `side` grey levels (row by row) as a PNG file.
pub fn png(side: u8, levels: &[u8]) -> Vec<u8> {
    let side_bytes = [0, 0, 0, side];
    let header = [&side_bytes[..], &side_bytes, &[8, 0, 0, 0, 0]].concat();
    let lines: Vec<u8> = levels.chunks(usize::from(side)).flat_map(|line| std::iter::once(0).chain(line.iter().copied())).collect();
    let length = u16::try_from(lines.len()).unwrap();
    let stored = [&[0x78, 1, 1][..], &length.to_le_bytes(), &(!length).to_le_bytes(), &lines, &adler32(&lines).to_be_bytes()].concat();
    let chunks = [chunk(*b"IHDR", &header), chunk(*b"IDAT", &stored), chunk(*b"IEND", &[])];
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
}

fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [&kind, data].concat();
    [&u32::try_from(data.len()).unwrap().to_be_bytes(), body.as_slice(), &crc32(&body).to_be_bytes()].concat()
}

fn adler32(bytes: &[u8]) -> u32 {
    let (a, b) = bytes.iter().fold((1_u32, 0_u32), |(a, b), byte| ((a + u32::from(*byte)) % 65_521, (a + b + u32::from(*byte)) % 65_521));
    b << 16 | a
}

fn crc32(bytes: &[u8]) -> u32 {
    let bit = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0_u32, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), bit))
}
