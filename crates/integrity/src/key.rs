//! Secret keys, in minisign's format without a password.

use crate::{Code, Error};
use cryptoxide::blake2b::Blake2b;
use cryptoxide::{digest::Digest as _, ed25519};
use ct_codecs::{Base64, Decoder, Encoder};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Ed25519, and Ed25519 over BLAKE2b-512.
const ALGORITHM: &[u8; 2] = b"Ed";
const PREHASHED: &[u8; 2] = b"ED";
/// BLAKE2b-256 over algorithm, id and key.
const CHECKSUM: &[u8; 2] = b"B2";
const NO_PASSWORD: &[u8; 2] = &[0, 0];
/// Bytes in front of the key's id: three names, then the salt and the two limits of the password's derivation, all zero here.
const PREAMBLE: usize = 6 + 32 + 8 + 8;

/// The half of a key pair that signs. It is not shown by `Debug`.
pub struct SecretKey {
    id: [u8; 8],
    /// Seed and public key, as minisign and libsodium keep it.
    pair: [u8; 64],
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecretKey({})", self.id())
    }
}

impl SecretKey {
    /// A new key, from the system's random numbers.
    ///
    /// # Errors
    /// `OVERT_KEY` where the system gives none.
    pub fn generate() -> Result<Self, Error> {
        let (mut seed, mut id) = ([0; 32], [0; 8]);
        let filled = getrandom::fill(&mut seed).and_then(|()| getrandom::fill(&mut id));
        filled.map_err(|why| Error::new(Code::Key, format!("no key can be made: the system gives no random numbers ({why})")))?;
        Ok(Self { id, pair: ed25519::keypair(&seed).0 })
    }

    /// Parses the text of a secret key without a password, as [`SecretKey::text`] or `minisign -G -W` write it.
    ///
    /// # Errors
    /// What is wrong, in a few words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let malformed = || "it is no secret key as minisign writes it".to_owned();
        let line = text.lines().nth(1).filter(|_| text.starts_with("untrusted comment:")).ok_or_else(malformed)?;
        let bytes = Base64::decode_to_vec(line.trim(), None).map_err(|_| malformed())?;
        let (preamble, rest) = bytes.split_at_checked(PREAMBLE).ok_or_else(malformed)?;
        let (id, rest) = rest.split_first_chunk::<8>().ok_or_else(malformed)?;
        let (pair, checksum) = rest.split_first_chunk::<64>().ok_or_else(malformed)?;
        if preamble.get(..2) != Some(ALGORITHM) || preamble.get(4..6) != Some(CHECKSUM) {
            return Err(malformed());
        }
        if preamble.get(2..4) != Some(NO_PASSWORD) {
            return Err("it is kept under a password; sign the head with `minisign -S -m overt.lock.head -s KEY` instead".to_owned());
        }
        let key = Self { id: *id, pair: *pair };
        let (made, _) = ed25519::keypair(pair.first_chunk().ok_or_else(malformed)?);
        // minisign 0.11 leaves the checksum of a key without a password out. That the public half is the seed's shows damage as well.
        if (checksum == key.checksum() || checksum == [0; 32]) && made == *pair {
            Ok(key)
        } else {
            Err("its checksum does not fit: it is damaged".to_owned())
        }
    }

    /// The key's text.
    #[must_use]
    pub fn text(&self) -> String {
        let preamble: [&[u8]; 4] = [ALGORITHM, NO_PASSWORD, CHECKSUM, &[0; PREAMBLE - 6]];
        let bytes = [&preamble.concat(), &self.id[..], &self.pair, &self.checksum()].concat();
        format!("untrusted comment: minisign secret key {}\n{}\n", self.id(), base64(&bytes))
    }

    /// The text of the public half.
    #[must_use]
    pub fn public(&self) -> String {
        let bytes = [&ALGORITHM[..], &self.id, ed25519::keypair_public(&self.pair)].concat();
        format!("untrusted comment: minisign public key {}\n{}\n", self.id(), base64(&bytes))
    }

    /// The key's id as minisign shows it: 16 hexadecimal digits.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{:016X}", u64::from_le_bytes(self.id))
    }

    /// The text of a signature of `message`: the same each time, for nothing in it is random. `comment` is one line, and is signed too.
    #[must_use]
    pub fn sign(&self, message: &[u8], comment: &str) -> String {
        let mut hash = [0; 64];
        Blake2b::blake2b(&mut hash, message, &[]);
        let signature = ed25519::signature(&hash, &self.pair);
        let whole = ed25519::signature(&[&signature, comment.as_bytes()].concat(), &self.pair);
        let signature = base64(&[&PREHASHED[..], &self.id, &signature].concat());
        format!("untrusted comment: signature from key {}\n{signature}\ntrusted comment: {comment}\n{}\n", self.id(), base64(&whole))
    }

    fn checksum(&self) -> [u8; 32] {
        let (mut checksum, mut hasher) = ([0; 32], Blake2b::new(32));
        for part in [&ALGORITHM[..], &self.id, &self.pair] {
            hasher.input(part);
        }
        hasher.result(&mut checksum);
        checksum
    }
}

fn base64(bytes: &[u8]) -> String {
    // It fails only where the text's length overflows.
    Base64::encode_to_string(bytes).unwrap_or_default()
}

/// Reads a secret key.
///
/// # Errors
/// `OVERT_KEY`.
pub fn read(path: &Path) -> Result<SecretKey, Error> {
    let unusable = |why: &str| {
        Error::new(
            Code::Key,
            format!("the secret key `{}` cannot be used: {why}; give the file NAME.key that `overt key new` wrote", path.display()),
        )
    };
    let text = std::fs::read_to_string(path).map_err(|why| unusable(&why.to_string()))?;
    SecretKey::parse(&text).map_err(|why| unusable(&why))
}

/// Makes a key pair and writes its halves to `NAME.key`, which only its owner can read, and `NAME.pub`. No file is written over.
///
/// # Errors
/// `OVERT_KEY` where the system gives no random numbers, `OVERT_WRITE`.
pub fn create(name: &Path) -> Result<(SecretKey, [PathBuf; 2]), Error> {
    let with = |suffix: &str| {
        let mut path = name.as_os_str().to_owned();
        path.push(suffix);
        PathBuf::from(path)
    };
    let (key, paths) = (SecretKey::generate()?, [with(".key"), with(".pub")]);
    let [secret, public] = &paths;
    if let Some(there) = paths.iter().find(|path| path.symlink_metadata().is_ok()) {
        return Err(Error::new(Code::Write, format!("`{}` is there already; choose another name with `-o`", there.display())));
    }
    write(secret, &key.text(), 0o600)?;
    write(public, &key.public(), 0o644)?;
    Ok((key, paths))
}

fn write(path: &Path, text: &str, mode: u32) -> Result<(), Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    written.map_err(|why| Error::unwritable(path, &why))
}
