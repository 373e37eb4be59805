//! Codes of text and metadata, and the text utilities.

#![allow(missing_docs, reason = "criterion makes functions without")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use iscc_lib::serde_json::json;
use iscc_lib::{
    Metadata, alg_minhash_256, gen_meta_code_v0, gen_mixed_code_v0, gen_text_code_v0, text_clean,
    text_collapse,
};

const LATIN: &str = "The quick brown fox (or another one) jumps; over: the \"lazy\" dog.\n";
const MIXED: &str =
    "Größe und Übermut 中文内容标识符 日本語の文章です。 Привет мир 한국어 문장 café ﬁ ① עברית\n";

/// Words of `text` in an order that does not repeat.
fn prose(text: &str, size: usize) -> String {
    let words: Vec<&str> = text.split_inclusive(' ').collect();
    let (mut prose, mut x) = (String::new(), 1u64);
    while prose.len() < size {
        x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        prose.push_str(words[(x >> 33) as usize % words.len()]);
    }
    prose
}

fn texts(criterion: &mut Criterion) {
    for (name, words) in [("latin", LATIN), ("mixed", MIXED)] {
        let mut group = criterion.benchmark_group(name);
        for size in [10_000, 1_000_000] {
            let text = prose(words, size);
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(format!("code/{size}"), |bench| {
                bench.iter(|| gen_text_code_v0(black_box(&text), 64));
            });
            group.bench_function(format!("clean/{size}"), |bench| {
                bench.iter(|| text_clean(black_box(&text)));
            });
            group.bench_function(format!("collapse/{size}"), |bench| {
                bench.iter(|| text_collapse(black_box(&text)));
            });
        }
        group.finish();
    }
}

fn metadata(criterion: &mut Criterion) {
    let description = prose(LATIN, 4000);
    let meta = json!({"title": LATIN, "text": prose(LATIN, 8000), "numbers": [0.1, 1e300, 7]});
    for (name, description, meta) in [
        ("name", None, None),
        ("description", Some(&*description), None),
        ("json", None, Some(Metadata::Json(&meta))),
    ] {
        criterion.bench_function(&format!("meta/{name}"), |bench| {
            bench.iter(|| gen_meta_code_v0(black_box(LATIN), description, meta, 64));
        });
    }
}

fn blocks(criterion: &mut Criterion) {
    let features: Vec<u32> = (0..100_000u32).map(|n| n.wrapping_mul(0x9E37_79B1)).collect();
    criterion.bench_function("minhash/100000 features", |bench| {
        bench.iter(|| alg_minhash_256(black_box(&features)));
    });
    let codes = ["EUA6GIKXN42IQV3S", "EIAUKMOUIOYZCKA5", "EQA6JK5IEKO6E732", "EIAU2XRWOT4AKMTZ"];
    criterion.bench_function("mixed/4 codes", |bench| {
        bench.iter(|| gen_mixed_code_v0(black_box(&codes), 64));
    });
}

criterion_group!(benches, texts, metadata, blocks);
criterion_main!(benches);
