//! Packages by directory, read with the system's own functions and kept.

use super::file::read_file;
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::path::{Components, Path, PathBuf};
use std::sync::Arc;

/// Directories that are kept; then the cache starts anew.
const MOST_DIRECTORIES: usize = 65_536;
/// A package.json larger than this is not read, bytes.
const LARGEST_PACKAGE_JSON: u64 = 4 << 20;
const DEPENDENCIES: [&str; 4] = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/// Whom a file belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The package's name: its folder's below `node_modules`, or what the application's package.json says; where that says none, the name of the application's folder.
    pub name: String,
    /// What its package.json says.
    pub version: Option<String>,
    /// Whether the application itself names it as a dependency, or it is the application.
    pub direct: bool,
}

impl Owner {
    /// `name@version`, or the name alone where the version is not known.
    #[must_use]
    pub fn label(&self) -> String {
        match &self.version {
            Some(version) => format!("{}@{version}", self.name),
            None => self.name.clone(),
        }
    }
}

/// The application whose files are named.
#[derive(Debug)]
pub struct Application {
    root: PathBuf,
    project: PathBuf,
    /// Another folder whose `node_modules` proves a name: it holds the tool that runs the application.
    beside: Option<PathBuf>,
    dependencies: HashSet<String>,
    owners: HashMap<PathBuf, Option<Arc<Owner>>>,
}

impl Application {
    /// The application whose root is `root`, an absolute path. Its package.json's dependencies are read now. A workspace's top folder (a
    /// package.json with `workspaces`, or `pnpm-workspace.yaml`) is the project, whose packages are told apart too.
    #[must_use]
    pub fn at(root: &Path) -> Self {
        let manifest = package_json(root);
        let dependencies = DEPENDENCIES
            .iter()
            .filter_map(|kind| manifest.as_ref()?.get(kind)?.as_object())
            .flat_map(|named| named.keys().cloned())
            .collect();
        let is_workspace = |folder: &&Path| {
            folder.join("pnpm-workspace.yaml").is_file() || package_json(folder).is_some_and(|json| json.get("workspaces").is_some())
        };
        let project = root.ancestors().filter(is_workspace).last().unwrap_or(root).to_path_buf();
        Self { root: root.to_path_buf(), project, beside: None, dependencies, owners: HashMap::new() }
    }

    /// The same application, run by a tool in the `node_modules` of `folder`, an absolute path: packages there are named as well.
    #[must_use]
    pub fn beside(mut self, folder: PathBuf) -> Self {
        self.beside = Some(folder);
        self
    }

    /// Whom `file` belongs to, an absolute normalised path; `None` where it belongs to no package.
    pub fn owner(&mut self, file: &Path) -> Option<Arc<Owner>> {
        let directory = file.parent()?;
        if let Some(known) = self.owners.get(directory) {
            return known.clone();
        }
        let owner = self.find(directory).map(Arc::new);
        if self.owners.len() >= MOST_DIRECTORIES {
            self.owners.clear();
        }
        self.owners.insert(directory.to_path_buf(), owner.clone());
        owner
    }

    /// `file` as a record shows it: below the application's root relative to it, else whole; always with `/`.
    #[must_use]
    pub fn shown(&self, file: &Path) -> String {
        let path = file.strip_prefix(&self.root).unwrap_or(file).to_string_lossy();
        if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() }
    }

    fn find(&self, directory: &Path) -> Option<Owner> {
        match place(directory) {
            Place::Package { above, folder, name } => {
                // A `node_modules` somewhere else, in a temporary folder say, proves nothing about a name.
                let related = self.project.starts_with(&above) || above.starts_with(&self.project) || self.beside.as_ref() == Some(&above);
                related.then(|| Owner { version: version(package_json(&folder).as_ref()), direct: self.dependencies.contains(&name), name })
            }
            Place::Store => None,
            Place::Source => self.source(directory),
        }
    }

    fn source(&self, directory: &Path) -> Option<Owner> {
        for folder in directory.ancestors().take_while(|folder| folder.starts_with(&self.project)) {
            let json = package_json(folder);
            if let Some(name) = json.as_ref().and_then(|json| json.get("name")?.as_str()).filter(|name| !name.is_empty()) {
                let direct = folder == self.root || self.dependencies.contains(name);
                return Some(Owner { name: name.to_owned(), version: version(json.as_ref()), direct });
            }
        }
        // Neither says a name: it is called as npm calls a project that is given none.
        let name = self.root.file_name().filter(|_| directory.starts_with(&self.root))?.to_str()?.to_owned();
        Some(Owner { name, version: None, direct: true })
    }
}

/// Where a directory lies.
enum Place {
    /// Below no `node_modules`.
    Source,
    /// In a `node_modules`, but in no package of it.
    Store,
    /// In an installed package. `above` holds the outermost `node_modules`.
    Package { above: PathBuf, folder: PathBuf, name: String },
}

fn place(directory: &Path) -> Place {
    let (mut above, mut package, mut walked) = (None, None, PathBuf::new());
    let mut parts = directory.components();
    while let Some(part) = parts.next() {
        if part.as_os_str() == "node_modules" {
            above.get_or_insert_with(|| walked.clone());
            package = named(&walked.join(part), parts.clone());
        }
        walked.push(part);
    }
    match (above, package) {
        (Some(above), Some((folder, name))) => Place::Package { above, folder, name },
        (Some(_), None) => Place::Store,
        (None, _) => Place::Source,
    }
}

/// The package that the parts after a `node_modules` name. A hidden folder (`.pnpm`, `.bin`) is none: its packages lie in a further `node_modules`.
fn named(modules: &Path, mut after: Components<'_>) -> Option<(PathBuf, String)> {
    let first = after.next()?.as_os_str().to_str()?;
    if first.starts_with('@') {
        let second = after.next()?.as_os_str().to_str()?;
        return Some((modules.join(first).join(second), format!("{first}/{second}")));
    }
    (!first.starts_with('.')).then(|| (modules.join(first), first.to_owned()))
}

fn version(json: Option<&Value>) -> Option<String> {
    json?.get("version")?.as_str().map(str::to_owned)
}

fn package_json(folder: &Path) -> Option<Value> {
    serde_json::from_slice(&read_file(&folder.join("package.json"), LARGEST_PACKAGE_JSON)?).ok()
}

#[cfg(test)]
mod tests;
