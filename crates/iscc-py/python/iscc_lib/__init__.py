"""The International Standard Content Code (ISO 24138), written in Rust.

Lives here: the names that users import. Everything behind them is compiled (`_native`).
"""

from ._native import (
    DataHasher,
    InstanceHasher,
    SumHasher,
    __version__,
    alg_cdc_chunks,
    alg_minhash_256,
    conformance_selftest,
    decode_header,
    decode_seq,
    encode_component,
    encode_header,
    encode_seq,
    gen_data_code,
    gen_data_code_v0,
    gen_instance_code,
    gen_instance_code_v0,
    gen_iscc_code,
    gen_iscc_code_v0,
    gen_sum_code,
    gen_sum_code_v0,
    iscc_clean,
    iscc_decode,
    iscc_decompose,
    iscc_normalize,
    iscc_validate,
)

decode = iscc_decode

__all__ = [
    "DataHasher",
    "InstanceHasher",
    "SumHasher",
    "__version__",
    "alg_cdc_chunks",
    "alg_minhash_256",
    "conformance_selftest",
    "decode",
    "decode_header",
    "decode_seq",
    "encode_component",
    "encode_header",
    "encode_seq",
    "gen_data_code",
    "gen_data_code_v0",
    "gen_instance_code",
    "gen_instance_code_v0",
    "gen_iscc_code",
    "gen_iscc_code_v0",
    "gen_sum_code",
    "gen_sum_code_v0",
    "iscc_clean",
    "iscc_decode",
    "iscc_decompose",
    "iscc_normalize",
    "iscc_validate",
]
