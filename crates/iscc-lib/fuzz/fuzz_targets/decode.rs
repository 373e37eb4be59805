//! Identifiers of any kind, as bytes and in every spelling: nothing panics, and what is read
//! strictly is written as it was.
#![no_main]

use iscc_lib::{
    Header, MainType, decode, decode_seq, decompose, encode_base32, encode_base32hex,
    encode_base64, encode_component, encode_seq, explain, gen_iscc_code_v0, gen_mixed_code_v0,
    iscc_compare, iscc_distance, normalize, normalize_multiformat, type_id, validate,
    validate_multiformat,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    read_text(&encode_base32(data));
    read_text(&encode_base32(data).to_lowercase());
    read_text(&format!("v{}", encode_base32hex(&[&[0xCC, 0x01], data].concat())));
    read_text(&format!("u{}", encode_base64(&[&[0xCC, 0x01], data].concat())));
    if let Ok(text) = std::str::from_utf8(data) {
        read_text(text);
        read_text(&format!("z{text}"));
    }
    if let Ok(units) = decode_seq(data) {
        assert_eq!(data, encode_seq(&units).expect("units that were read"));
    }
    if let Ok((header, tail)) = Header::decode(data) {
        assert_eq!(
            (header, tail.clone()),
            Header::decode(&[header.encode().expect("read"), tail].concat()).expect("written")
        );
    }
    if let [kind, sub_type, bits, digest @ ..] = data {
        if let Ok(kind) = MainType::try_from(u16::from(*kind)) {
            let _ = encode_component(kind, u16::from(*sub_type), 0, u32::from(*bits) * 8, digest);
        }
    }
});

fn read_text(text: &str) {
    let _ = (explain(text), decompose(text), validate_multiformat(text));
    let _ = (gen_iscc_code_v0(&[text, text], true), gen_mixed_code_v0(&[text, text], 32));
    let _ = (iscc_compare(text, text), iscc_distance(text, text), encode_seq(&[text]));
    if validate(text).is_ok() {
        let canonical = normalize_multiformat(text).expect("valid");

        assert_eq!(text, format!("ISCC:{canonical}"));
        assert!(decode(text).is_ok());
    }
    if let (Ok(decoded), Ok(found)) = (decode(text), type_id(text)) {
        assert!(found.starts_with(decoded.header.kind().expect("known").name()));
    }
    if let Some(canonical) = normalize(text).ok().filter(|iscc| validate(iscc).is_ok()) {
        assert_eq!(canonical, normalize(&canonical).expect("canonical"));
    }
}
