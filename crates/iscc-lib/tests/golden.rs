//! Outputs of the reference, iscc-core 1.5.0, on random and synthetic inputs.

mod noise;

use data_encoding::HEXLOWER;
use iscc_lib::{
    Decoded, Header, alg_cdc_chunks, alg_minhash_256, clean, decode, decompose, gen_data_code_v0,
    gen_instance_code_v0, gen_iscc_code_v0, normalize, validate,
};
use noise::Noise;
use serde_json::{Value, json};

/// The cases of one section: null stands for an error.
fn cases(section: &str) -> Vec<Value> {
    let golden: Value =
        serde_json::from_str(include_str!("golden/bytes.json")).expect("the file is JSON");
    let cases = golden[section].as_array().expect("a known section").clone();

    assert!(!cases.is_empty());
    cases
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn number(value: &Value) -> usize {
    value.as_u64().expect("a number") as usize
}

fn or_null<T: Into<Value>>(result: iscc_lib::Result<T>) -> Value {
    result.map_or(Value::Null, Into::into)
}

fn data(spec: &Value) -> Vec<u8> {
    match text(&spec[0]) {
        "xs" => Noise(spec[1].as_u64().expect("a seed")).bytes(number(&spec[2])),
        _ => {
            let piece = HEXLOWER.decode(text(&spec[1]).as_bytes()).expect("hexadecimal");
            piece.into_iter().cycle().take(number(&spec[2])).collect()
        }
    }
}

fn tuple(decoded: Decoded) -> Value {
    let Header { main_type, sub_type, version, length } = decoded.header;
    json!([main_type, sub_type, version, length, HEXLOWER.encode(&decoded.digest)])
}

fn sizes(chunks: Vec<&[u8]>) -> Value {
    chunks.into_iter().map(<[u8]>::len).collect()
}

#[test]
fn codec() {
    for case in cases("codec") {
        let iscc = text(&case[0]);
        let expected = &case[1];

        assert_eq!(expected["clean"], or_null(clean(iscc)), "clean {iscc}");
        assert_eq!(expected["decompose"], or_null(decompose(iscc)), "decompose {iscc}");
        assert_eq!(expected["normalize"], or_null(normalize(iscc)), "normalize {iscc}");
        assert_eq!(expected["decode"], or_null(decode(iscc).map(tuple)), "decode {iscc}");
        assert_eq!(expected["valid"], validate(iscc).is_ok(), "validate {iscc}");
    }
}

#[test]
fn headers() {
    for case in cases("header") {
        let field = |index: usize| number(&case[index]) as u16;
        let header =
            Header { main_type: field(0), sub_type: field(1), version: field(2), length: field(3) };

        assert_eq!(case[4], or_null(header.encode().map(|bytes| HEXLOWER.encode(&bytes))));
    }
    for case in cases("decode_header") {
        let bytes = HEXLOWER.decode(text(&case[0]).as_bytes()).expect("hexadecimal");
        let decoded = Header::decode(&bytes).map(|(header, digest)| Decoded { header, digest });

        assert_eq!(case[1], or_null(decoded.map(tuple)), "{bytes:x?}");
    }
}

#[test]
fn iscc_codes() {
    for case in cases("gen_iscc_code_v0") {
        let codes: Vec<&str> = case[0].as_array().expect("texts").iter().map(text).collect();
        let wide = case[1].as_bool().expect("a flag");

        assert_eq!(case[2], or_null(gen_iscc_code_v0(&codes, wide).map(|code| code.iscc)));
    }
}

#[test]
fn data_codes_and_chunks() {
    for case in cases("gen_data_code_v0") {
        let data = data(&case[0]);

        assert_eq!(case[1], gen_data_code_v0(&data[..], 256).expect("valid").iscc);
        if !case[2].is_null() {
            assert_eq!(case[2], sizes(alg_cdc_chunks(&data, false, 1024).expect("valid")));
        }
    }
    for case in cases("cdc_avg") {
        let data = data(&case[0]);
        let chunks = alg_cdc_chunks(&data, false, number(&case[1])).expect("valid");

        assert_eq!(case[2], sizes(chunks));
    }
    for case in cases("cdc_utf32") {
        let data = data(&case[0]);

        assert_eq!(case[1], sizes(alg_cdc_chunks(&data, true, 1024).expect("valid")));
    }
}

#[test]
fn instance_codes() {
    for case in cases("gen_instance_code_v0") {
        let code = gen_instance_code_v0(&data(&case[0])[..], 256).expect("valid");

        assert_eq!(case[1], json!([code.iscc, code.datahash, code.filesize]));
    }
}

#[test]
fn minhashes() {
    for case in cases("alg_minhash_256") {
        let features: Vec<u32> =
            case[0].as_array().expect("numbers").iter().map(|f| number(f) as u32).collect();

        assert_eq!(case[1], HEXLOWER.encode(&alg_minhash_256(&features).expect("features")));
    }
}
