//! A file that newer versions of itself replace: signed, with a serial number.
//!
//! `F` is the file, `F.minisig` its signature in minisign's format. The serial number stands in the signature's trusted comment, which the signature
//! covers: `overt rules, serial 8`. So `minisign -V -p KEY.pub -m F` checks the file and shows the number, and
//! `minisign -S -s KEY -m F -t 'overt rules, serial 8'` signs it.
//!
//! A new version is written beside its place (`.new`), the file before its signature, and begins when the file is renamed. A reader that finds a signature that does
//! not fit looks beside it. What is beside the place while there is an `F.new` never began, and is removed by the next writer; a signature alone belongs to the file.

use crate::key::SecretKey;
use crate::manifest::{Step, incoming, kept, perform};
use crate::signature::PublicKey;
use crate::{Code, Digest, Error};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// What a trusted comment says before the number. Who signs manifests and rules with one key has signed each as what it is.
const COMMENT: &str = "overt rules, serial ";
/// The highest serial number: what is above it is another number to JavaScript and in JSON.
const HIGHEST: u64 = (1 << 53) - 1;

/// A signature is a third of this.
const SIGNATURE: u64 = 1024;

/// How often a file and its signature are read until they fit.
const ATTEMPTS: u32 = 3;

/// A file whose signature held. Only [`read`] makes one.
#[derive(Debug)]
pub struct Release {
    bytes: Vec<u8>,
    serial: u64,
    digest: Digest,
}

impl Release {
    /// The bytes that were verified.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Higher in each newer version.
    #[must_use]
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// BLAKE3 of the bytes.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

/// Where a file's signature is.
#[must_use]
pub fn signature_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".minisig");
    PathBuf::from(name)
}

/// Reads a file of at most `limit` bytes, once, and its signature, and believes it where `pubkey`'s secret half signed it with a serial number of at least
/// `min_serial`.
///
/// # Errors
/// `OVERT_READ` for what cannot be read, `OVERT_NOT_REGULAR` for what is no regular file or larger; `OVERT_SIGNATURE`; `OVERT_SERIAL`.
pub fn read(path: &Path, pubkey: &PublicKey, min_serial: u64, limit: u64) -> Result<Release, Error> {
    let mut read = read_once(path, pubkey, min_serial, limit);
    // Another version may have taken its place between the file and its signature.
    for _ in 1..ATTEMPTS {
        if !matches!(&read, Err(why) if why.code() == Code::Signature) {
            break;
        }
        read = read_once(path, pubkey, min_serial, limit);
    }
    read
}

fn read_once(path: &Path, pubkey: &PublicKey, min_serial: u64, limit: u64) -> Result<Release, Error> {
    let bytes = contents(path, limit)?;
    let signature = signature_of(path);
    let verified = |place: &Path| {
        let text = contents(place, SIGNATURE).map_err(|why| format!("cannot be used: {}", why.message()))?;
        pubkey.comment(&bytes, &text, "the file: one of the two was changed, or they belong to different versions")
    };
    let comment = verified(&signature).or_else(|why| verified(&incoming(&signature)).map_err(|_| why)).map_err(|why| {
        let advice = "sign the rules with `overt rules build --key`, or give the public key that belongs to them";
        Error::new(Code::Signature, format!("the signature `{}` {why}; {advice}", signature.display()))
    })?;
    let serial = serial_in(&comment).ok_or_else(|| {
        let wanted = format!("`{COMMENT}N`");
        Error::new(
            Code::Signature,
            format!("the signature `{}` is of something else: its trusted comment is not {wanted}", signature.display()),
        )
    })?;
    if serial < min_serial {
        let why = format!(
            "`{}` has serial number {serial}, at least {min_serial} is demanded: an older version stands in its place; put the newer one back",
            path.display()
        );
        return Err(Error::new(Code::Serial, why));
    }
    Ok(Release { serial, digest: Digest::of(&bytes), bytes })
}

/// Writes a file with its signature, so that at every moment the old version or the new one can be read; without a key the file alone, and a signature that is
/// there is removed. Answers the serial number, where it is signed: `serial`, else one more than that of the version there.
///
/// # Errors
/// `OVERT_WRITE`; `OVERT_SIGNATURE` where the signature there is not by this key, or not of the file there, and no number was given; `OVERT_SERIAL` for a number above 2^53 - 1.
pub fn write(path: &Path, bytes: &[u8], key: Option<&SecretKey>, serial: Option<u64>) -> Result<Option<u64>, Error> {
    let place = Place { path, signature: signature_of(path) };
    let _kept = kept(place.folder());
    perform(&place.settling())?;
    let Some(key) = key else {
        perform(&place.filling(bytes, None))?;
        return Ok(None);
    };
    let serial = serial.map_or_else(|| place.next(key), Ok)?;
    if serial > HIGHEST {
        return Err(Error::new(Code::Serial, format!("there is no serial number above {HIGHEST}: give a lower one with `--serial`")));
    }
    let signature = key.sign(bytes, &format!("{COMMENT}{serial}"));
    perform(&place.filling(bytes, Some(signature.as_bytes())))?;
    Ok(Some(serial))
}

struct Place<'a> {
    path: &'a Path,
    signature: PathBuf,
}

impl Place<'_> {
    fn folder(&self) -> &Path {
        self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// One more than the number that this key signed for the version there: whoever else can write there must not choose it.
    fn next(&self, key: &SecretKey) -> Result<u64, Error> {
        let unknown = |why: &str| {
            Error::new(
                Code::Signature,
                format!(
                    "the signature `{}` {why}: its serial number is not known; give the next with `--serial`",
                    self.signature.display()
                ),
            )
        };
        if matches!(self.signature.symlink_metadata(), Err(why) if why.kind() == ErrorKind::NotFound) {
            return Ok(1);
        }
        let text = contents(&self.signature, SIGNATURE).map_err(|why| unknown(&format!("cannot be used ({})", why.message())))?;
        let bytes = contents(self.path, u64::MAX - 1).map_err(|why| unknown(&format!("cannot be checked ({})", why.message())))?;
        let comment = PublicKey::parse(&key.public())?.comment(&bytes, &text, "the file there").map_err(|why| unknown(&why))?;
        serial_in(&comment).map(|serial| serial + 1).ok_or_else(|| unknown("is of something else"))
    }

    fn filling<'b>(&'b self, bytes: &'b [u8], signature: Option<&'b [u8]>) -> Vec<Step<'b>> {
        let mut steps = vec![Step::Write(incoming(self.path), bytes), Step::Sync(self.folder())];
        steps.extend(signature.map(|signature| Step::Write(incoming(&self.signature), signature)));
        steps.extend([Step::Sync(self.folder()), Step::Rename(self.path), Step::Sync(self.folder())]);
        steps.push(if signature.is_some() { Step::Rename(&self.signature) } else { Step::Remove(self.signature.clone()) });
        steps.push(Step::Sync(self.folder()));
        steps
    }

    fn settling(&self) -> Vec<Step<'_>> {
        let (file, signature) = (incoming(self.path), incoming(&self.signature));
        match (file.exists(), signature.exists()) {
            (false, false) => Vec::new(),
            (false, true) => vec![Step::Rename(&self.signature), Step::Sync(self.folder())],
            (true, _) => vec![Step::Remove(signature), Step::Sync(self.folder()), Step::Remove(file), Step::Sync(self.folder())],
        }
    }
}

/// One form only: no sign, no leading zero, at most [`HIGHEST`].
fn serial_in(comment: &str) -> Option<u64> {
    let digits = comment.strip_prefix(COMMENT)?;
    let serial: u64 = digits.parse().ok()?;
    (serial <= HIGHEST && serial.to_string() == digits).then_some(serial)
}

/// A regular file's bytes, read once; links are followed, for what is read is verified. `O_NONBLOCK`: opening a pipe must not wait for a writer.
fn contents(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let failed = |why: std::io::Error| Error::new(Code::Read, format!("`{}` cannot be read: {why}", path.display()));
    let mut file = opened(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() || metadata.len() > limit {
        return Err(Error::new(Code::NotRegular, format!("`{}` is no regular file of at most {limit} bytes", path.display())));
    }
    let mut bytes = Vec::new();
    (&mut file).take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 == metadata.len() {
        Ok(bytes)
    } else {
        Err(Error::new(Code::Read, format!("`{}` changed while it was read", path.display())))
    }
}

#[cfg(unix)]
fn opened(path: &Path) -> std::io::Result<File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    Ok(open(path, flags, Mode::empty())?.into())
}

#[cfg(not(unix))]
fn opened(path: &Path) -> std::io::Result<File> {
    File::open(path)
}

#[cfg(test)]
mod tests;
