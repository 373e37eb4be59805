//! ISCC-ID: a short identifier made of the time and the place of its registration.
//!
//! Version 1 only. Reading and checking an ISCC-ID of either version is part of `codec`.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::codec::{SCHEME, decode, encode_component};
use crate::error::{Error, Result};
use crate::header::MainType;

/// Version of the algorithm.
const VERSION: u16 = 1;

/// Low bits of the body, which hold the hub.
const HUB_BITS: u32 = 12;

/// A generated ISCC-ID.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct IsccId {
    /// The identifier with `ISCC:`.
    pub iscc: String,
}

/// What an ISCC-ID of version 1 says.
///
/// ```
/// use iscc_lib::{IdParts, gen_iscc_id_v1};
///
/// let iscc = gen_iscc_id_v1(Some(1_714_503_123_456_789), 7, 1).unwrap().iscc;
///
/// assert_eq!(iscc, "ISCC:MEIGC5KN3I6TCUAH");
/// assert_eq!(
///     IdParts::decode(&iscc).unwrap(),
///     IdParts { timestamp: 1_714_503_123_456_789, hub_id: 7, realm_id: 1 },
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdParts {
    /// Microseconds since 1970-01-01T00:00:00Z, below 2^52.
    pub timestamp: u64,
    /// The hub that issued the identifier, below 4096.
    pub hub_id: u16,
    /// 0 for tests, 1 for operation.
    pub realm_id: u8,
}

impl IdParts {
    /// Reads an ISCC-ID in any spelling.
    ///
    /// # Errors
    /// The text is no ISCC, or no ISCC-ID of version 1 with 64 bits.
    pub fn decode(iscc: &str) -> Result<Self> {
        let id = decode(iscc)?;
        let header = id.header;
        if header.kind()? != MainType::Id || header.version != VERSION || header.length != 0 {
            return Err(Error::malformed(format!(
                "expected an ISCC-ID of version 1 with 64 bits, got MainType {}, version {}, length field {}",
                header.kind()?.name(),
                header.version,
                header.length
            )));
        }
        let Some(body) = id.digest.first_chunk::<8>() else {
            return Err(Error::malformed(format!(
                "an ISCC-ID has a body of 8 bytes, got {}",
                id.digest.len()
            )));
        };
        let realm_id = u8::try_from(header.sub_type).ok().filter(|realm| *realm <= 1);
        let body = u64::from_be_bytes(*body);
        Ok(Self {
            timestamp: body >> HUB_BITS,
            hub_id: (body & ((1 << HUB_BITS) - 1)) as u16,
            realm_id: realm_id.ok_or_else(|| unknown_realm(header.sub_type))?,
        })
    }

    /// The identifier with `ISCC:`.
    ///
    /// # Errors
    /// A field is outside its range.
    pub fn encode(&self) -> Result<String> {
        if self.timestamp >> (u64::BITS - HUB_BITS) != 0 {
            return Err(Error::argument(format!(
                "the timestamp must be below 2^52 microseconds, got {}",
                self.timestamp
            )));
        }
        if self.hub_id >> HUB_BITS != 0 {
            return Err(Error::argument(format!(
                "the hub id must be 0 to 4095, got {}",
                self.hub_id
            )));
        }
        if self.realm_id > 1 {
            return Err(unknown_realm(self.realm_id.into()));
        }
        let body = (self.timestamp << HUB_BITS) | u64::from(self.hub_id);
        let id =
            encode_component(MainType::Id, self.realm_id.into(), VERSION, 64, &body.to_be_bytes())?;
        Ok(format!("{SCHEME}{id}"))
    }
}

fn unknown_realm(realm: u16) -> Error {
    Error::argument(format!("the realm id must be 0 (test) or 1 (operation), got {realm}"))
}

/// ISCC-ID of version 1: a time in microseconds and the hub that issues the identifier.
///
/// Without a `timestamp` the time of the system is taken. Only an ISCC-HUB issues identifiers
/// that are unique and bound to an owner.
///
/// ```
/// use iscc_lib::gen_iscc_id_v1;
///
/// assert_eq!(gen_iscc_id_v1(Some(0), 0, 0).unwrap().iscc, "ISCC:MAIAAAAAAAAAAAAA");
/// assert!(gen_iscc_id_v1(Some(1 << 52), 0, 0).is_err());
/// assert!(gen_iscc_id_v1(None, 0, 0).is_ok());
/// ```
///
/// # Errors
/// `timestamp` is 2^52 or more, `hub_id` 4096 or more, `realm_id` not 0 or 1, or the clock of
/// the system stands before 1970.
pub fn gen_iscc_id_v1(timestamp: Option<u64>, hub_id: u16, realm_id: u8) -> Result<IsccId> {
    let timestamp = match timestamp {
        Some(timestamp) => timestamp,
        None => now()?,
    };
    Ok(IsccId { iscc: IdParts { timestamp, hub_id, realm_id }.encode()? })
}

fn now() -> Result<u64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let since = since.map_err(|_| Error::argument("the clock stands before 1970"))?;
    Ok(u64::try_from(since.as_micros()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_come_back_and_what_is_beyond_is_refused() {
        let most = IdParts { timestamp: (1 << 52) - 1, hub_id: 4095, realm_id: 1 };
        for parts in [most, IdParts { timestamp: 0, hub_id: 0, realm_id: 0 }] {
            let iscc = parts.encode().expect("within limits");

            assert_eq!(parts, IdParts::decode(&iscc).expect("an ISCC-ID"));
            assert_eq!(parts, IdParts::decode(&iscc.to_lowercase()).expect("an ISCC-ID"));
            crate::validate(&iscc).expect("canonical");
        }
        for (parts, part) in [
            (IdParts { timestamp: 1 << 52, ..most }, "timestamp"),
            (IdParts { hub_id: 4096, ..most }, "hub id"),
            (IdParts { realm_id: 2, ..most }, "realm id"),
        ] {
            let error = parts.encode().expect_err("beyond");

            assert!(error.is_argument() && error.to_string().contains(part), "{error}");
        }
    }

    #[test]
    fn the_clock_moves_on() {
        let first = gen_iscc_id_v1(None, 0, 0).expect("a clock after 1970").iscc;
        let first = IdParts::decode(&first).expect("an ISCC-ID").timestamp;

        // 2025-01-01 in microseconds.
        assert!(first > 1_735_689_600_000_000);
        assert!(now().expect("a clock after 1970") >= first);
    }

    #[test]
    fn other_kinds_are_refused() {
        // A Data-Code, an ISCC-ID of version 0, one of version 1 with a counter, one cut off, and
        // one of an unknown realm.
        for iscc in [
            "GAAW2PRCRS5LNVZV",
            "MEACB7X7777574L6",
            "MAIQCB7X7777574L6",
            "MAIAAAAAAA",
            "MIIAAAAAAAAAAAAA",
        ] {
            assert!(IdParts::decode(iscc).is_err(), "{iscc}");
        }
    }
}
