//! What must hold for any input: round trips, no dependence on slicing, no panic.

mod noise;

use std::io::Cursor;

use iscc_lib::{
    DataHasher, Header, InstanceHasher, MainType, SumHasher, SumOptions, clean, decode, decode_seq,
    decompose, encode_component, encode_seq, gen_data_code_v0, gen_instance_code_v0,
    gen_iscc_code_v0, gen_sum_code_from, normalize, validate,
};
use noise::Noise;

const UNITS: [(MainType, &[u16]); 5] = [
    (MainType::Meta, &[0]),
    (MainType::Semantic, &[0, 1, 2, 3, 4]),
    (MainType::Content, &[0, 1, 2, 3, 4]),
    (MainType::Data, &[0]),
    (MainType::Instance, &[0]),
];

/// One unit of each main type, sub type and length, over random digests.
fn all_units(noise: &mut Noise) -> Vec<(Header, Vec<u8>, String)> {
    let mut units = Vec::new();
    for (kind, sub_types) in UNITS {
        for sub_type in sub_types {
            for length in 0..8u16 {
                let bits = (u32::from(length) + 1) * 32;
                let digest = noise.bytes(bits as usize / 8);
                let unit = encode_component(kind, *sub_type, 0, bits, &digest).expect("valid");
                let header =
                    Header { main_type: kind.into(), sub_type: *sub_type, version: 0, length };
                units.push((header, digest, unit));
            }
        }
    }
    units
}

#[test]
fn units_survive_every_spelling() {
    for (header, digest, unit) in all_units(&mut Noise(1)) {
        let canonical = format!("ISCC:{unit}");
        let mut raw = vec![0xcc, 0x01];
        raw.extend(header.encode().expect("valid"));
        raw.extend(&digest);
        let hyphens: Vec<&str> = [&unit[..4], &unit[4..7], &unit[7..]].to_vec();
        let spellings = [
            canonical.clone(),
            unit.clone(),
            format!("  iscc: {} ", unit.to_lowercase()),
            hyphens.join("-"),
            format!("f{}", data_encoding::HEXLOWER.encode(&raw)),
            format!("b{}", data_encoding::BASE32_NOPAD.encode(&raw).to_lowercase()),
            format!("v{}", data_encoding::BASE32HEX_NOPAD.encode(&raw).to_lowercase()),
            format!("u{}", data_encoding::BASE64URL_NOPAD.encode(&raw)),
        ];
        for spelling in spellings {
            assert_eq!(canonical, normalize(&spelling).expect(&spelling), "{spelling}");

            let decoded = decode(&spelling).expect(&spelling);
            assert_eq!((header, &digest), (decoded.header, &decoded.digest), "{spelling}");
        }
        validate(&canonical).expect("canonical");
        assert_eq!(vec![unit], decompose(&canonical).expect("one unit"));
    }
}

#[test]
fn sequences_survive() {
    let mut noise = Noise(2);
    let units = all_units(&mut noise);
    for _ in 0..200 {
        let count = 1 + noise.below(6);
        let some: Vec<String> =
            (0..count).map(|_| format!("ISCC:{}", units[noise.below(units.len())].2)).collect();
        let seq = encode_seq(&some).expect("valid units");

        assert_eq!(some, decode_seq(&seq).expect("valid sequence"));
        assert!(decode_seq(&seq[..seq.len() - 1]).is_err());
        assert!(decode_seq(&[&seq[..], b"\0"].concat()).is_err());
    }
}

#[test]
fn codes_come_apart_into_what_they_were_made_of() {
    let mut noise = Noise(3);
    for sub_type in 0..5u16 {
        for combination in 0..8u16 {
            let optional = [
                (MainType::Meta, 0, combination & 4 != 0),
                (MainType::Semantic, sub_type, combination & 2 != 0),
                (MainType::Content, sub_type, combination & 1 != 0),
                (MainType::Data, 0, true),
                (MainType::Instance, 0, true),
            ];
            let units: Vec<String> = optional
                .iter()
                .filter(|(_, _, present)| *present)
                .map(|(kind, sub_type, _)| {
                    encode_component(*kind, *sub_type, 0, 64, &noise.bytes(8)).expect("valid")
                })
                .collect();
            let code = gen_iscc_code_v0(&units, false).expect("valid").iscc;
            let reversed: Vec<&String> = units.iter().rev().collect();

            assert_eq!(units, decompose(&code).expect("valid"));
            assert_eq!(code, gen_iscc_code_v0(&reversed, false).expect("any order").iscc);
            assert_eq!(code, normalize(&units.concat()).expect("units in a row"));
            assert_eq!(combination, decode(&code).expect("valid").header.length);
            validate(&code).expect("canonical");
        }
    }
}

#[test]
fn wide_codes_keep_128_bits() {
    let data = b"some data".repeat(1000);
    let units = [
        gen_data_code_v0(&data[..], 128).expect("valid").iscc,
        gen_instance_code_v0(&data[..], 256).expect("valid").iscc,
    ];
    let wide = gen_iscc_code_v0(&units, true).expect("valid").iscc;

    assert!(wide.starts_with("ISCC:K4"));
    assert_eq!(wide, normalize(&wide).expect("valid"));
    assert_eq!(units[0][5..], decompose(&wide).expect("valid")[0]);
    validate(&wide).expect("canonical");

    let short = [gen_data_code_v0(&data[..], 64).expect("valid").iscc, units[1].clone()];
    let standard = gen_iscc_code_v0(&short, true).expect("wide is ignored").iscc;

    assert!(standard.starts_with("ISCC:KU"));
}

#[test]
fn slicing_changes_nothing() {
    let mut noise = Noise(4);
    let mut inputs: Vec<Vec<u8>> =
        [0, 1, 255, 256, 257, 1024, 8192, 8193, 50_000].map(|size| noise.bytes(size)).to_vec();
    inputs.push(vec![0; 40_000]);
    inputs.push(b"abcabcabd".repeat(5_000));
    for data in inputs {
        let options = SumOptions { bits: 256, wide: true, add_units: true };
        let whole = gen_sum_code_from(&data[..], options).expect("valid");
        for step in [1, 7, 255, 256, 1000, 4096, 8192, 8193, 100_000] {
            let (mut d, mut i, mut s) =
                (DataHasher::new(), InstanceHasher::new(), SumHasher::default());
            for piece in data.chunks(step) {
                d.update(piece);
                i.update(b"");
                i.update(piece);
                s.update(piece);
                // A result in between disturbs nothing.
                let _ = (d.digest(), i.digest());
            }
            let units = whole.units.clone().expect("asked for");

            assert_eq!(units[0], d.finalize(256).expect("valid").iscc, "step {step}");
            assert_eq!(units[1], i.finalize(256).expect("valid").iscc, "step {step}");
            assert_eq!(whole, s.finalize(options).expect("valid"), "step {step}");
        }
        let instance = gen_instance_code_v0(Cursor::new(&data), 256).expect("valid");

        assert_eq!((whole.datahash, whole.filesize), (instance.datahash, instance.filesize));
        assert_eq!(data.len() as u64, instance.filesize);
    }
}

/// Inputs that are long enough for several threads, cut at random.
#[test]
fn slicing_changes_nothing_on_several_threads() {
    const SIZE: usize = 3 << 20;
    let mut noise = Noise(6);
    let mut half_empty = noise.bytes(SIZE);
    half_empty[SIZE / 3..SIZE / 2].fill(0);
    let period: Vec<u8> = noise.bytes(5003).into_iter().cycle().take(SIZE).collect();
    for data in [noise.bytes(SIZE), half_empty, period, vec![0; SIZE]] {
        let options = SumOptions { bits: 256, wide: true, add_units: true };
        // The reference for all: pieces too short for a second thread.
        let mut short = SumHasher::new();
        for piece in data.chunks(100_003) {
            short.update(piece);
        }
        let expected = short.finalize(options).expect("valid");

        assert_eq!(expected, gen_sum_code_from(Cursor::new(&data), options).expect("memory"));
        for _ in 0..2 {
            let (mut d, mut i, mut s) =
                (DataHasher::new(), InstanceHasher::new(), SumHasher::default());
            let mut rest = &data[..];
            while !rest.is_empty() {
                let most = [1, 3000, 1 << 20, 3 << 20][noise.below(4)];
                let (piece, after) = rest.split_at(rest.len().min(1 + noise.below(most)));
                d.update(piece);
                i.update(piece);
                s.update(piece);
                rest = after;
            }
            let units = expected.units.clone().expect("asked for");

            assert_eq!(units[0], d.finalize(256).expect("valid").iscc);
            assert_eq!(units[1], i.finalize(256).expect("valid").iscc);
            assert_eq!(expected, s.finalize(options).expect("valid"));
        }
    }
}

#[test]
fn bits_outside_the_digest_are_refused() {
    for bits in [0, 31, 33, 63, 257, 288, 512, u32::MAX] {
        assert!(gen_data_code_v0(&b""[..], bits).expect_err("no such unit").is_argument());
        assert!(gen_instance_code_v0(&b""[..], bits).is_err());
        assert!(InstanceHasher::new().code(bits).is_err() && DataHasher::new().code(bits).is_err());
    }
    let options = SumOptions { bits: 32, ..SumOptions::default() };

    assert!(gen_sum_code_from(&b""[..], options).is_err());
    assert!(encode_component(MainType::Data, 0, 0, 64, &[0; 7]).is_err());
    assert!(encode_component(MainType::Iscc, 0, 0, 64, &[0; 8]).is_err());
}

#[test]
fn a_missing_file_is_an_io_error() {
    let missing = std::env::temp_dir().join("iscc-lib-no-such-file");
    let error = iscc_lib::gen_sum_code_v0(missing, SumOptions::default()).expect_err("missing");

    assert!(error.is_io());
}

/// Runs everything that reads foreign text or bytes; outcomes do not matter, panics do.
fn provoke(text: &str, bytes: &[u8]) {
    let _ = (clean(text), decompose(text), normalize(text), decode(text), validate(text));
    let _ = (encode_seq(&[text]), gen_iscc_code_v0(&[text, text], true));
    let _ = (decode_seq(bytes), Header::decode(bytes));
    if let Some(canonical) = normalize(text).ok().filter(|iscc| validate(iscc).is_ok()) {
        // What was normalised once stays as it is. (Units of unknown sub types can be composed,
        // as in the reference, into a code that is not valid.)
        assert_eq!(canonical, normalize(&canonical).expect("canonical"), "{text}");
    }
    if let Ok(units) = decode_seq(bytes) {
        assert_eq!(bytes, encode_seq(&units).expect("units"));
    }
}

#[test]
fn hostile_input_never_panics() {
    let odd = ["", " ", "-", ":", "ISCC:", "ISCC:-", "f", "b", "v", "z", "u", "ISCC:z", "ISCC:ü"];
    for text in odd {
        provoke(text, text.as_bytes());
    }
    let mut noise = Noise(5);
    let alphabets: [&[char]; 3] = [
        &['A', 'K', 'M', '4', '7', 'a', 'k', '-', '='],
        &['f', 'b', 'v', 'z', 'u', 'c', '0', '1', ':', ' ', '-', '_', 'ß', '\u{1c}', 'İ'],
        &['I', 'S', 'C', ':', 'G', 'A', '2', 'Z', 'é'],
    ];
    for round in 0..20_000 {
        let alphabet = alphabets[round % 3];
        let size = noise.below(60);
        let text: String = (0..size).map(|_| alphabet[noise.below(alphabet.len())]).collect();
        let size = noise.below(90);
        let mut bytes = noise.bytes(size);
        // Small numbers make headers that go further.
        for byte in bytes.iter_mut().take(2) {
            *byte &= 0x77;
        }
        provoke(&text, &bytes);
        provoke(&data_encoding::BASE32_NOPAD.encode(&bytes), &bytes);
        provoke(&format!("fcc01{}", data_encoding::HEXLOWER.encode(&bytes)), &bytes);
    }
}

#[test]
fn cut_off_codes_are_read_leniently_and_never_composed() {
    let code = "KACYPXW445FTYNJ3CYSXHAFJMA2HUWULUNRFE3BLHRSCXYH2M5AEGQY";
    for end in 4..code.len() {
        provoke(&code[..end], &code.as_bytes()[..end]);
    }
    assert!(normalize(&code[..16]).is_err());
    assert_eq!(vec!["AAAA"], decompose("AAAA").expect("a unit without its body"));
    assert!(validate("ISCC:GAAW2PRCRS5LNVZ").is_err());
}

#[test]
fn long_input_takes_time_in_proportion() {
    // Units in a row, and units with a header of five nibbles that shifts all that follow.
    for (units, count) in [("000001020304", 1), ("28000112233442800011223344", 2)] {
        let units = data_encoding::HEXLOWER.decode(units.as_bytes()).expect("hexadecimal");
        let text = data_encoding::BASE32_NOPAD.encode(&units.repeat(100_000));
        let start = std::time::Instant::now();
        let found = decompose(&text).expect("units").len();
        let _ = (normalize(&text), validate(&text));

        // Each shift leaves half a byte of zeros at the end, which reads as further units.
        assert!(found >= count * 100_000, "{found}");
        assert!(start.elapsed().as_secs() < 20, "{units:x?}");
    }
}
