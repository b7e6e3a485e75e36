//! Packages by directory, read with the system's own functions and kept.

use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::fs;
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
    /// The package's name: its folder's below `node_modules`, or what the application's package.json says.
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
        Self { root: root.to_path_buf(), project, dependencies, owners: HashMap::new() }
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
                let related = self.project.starts_with(&above) || above.starts_with(&self.project);
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
        None
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
    let path = folder.join("package.json");
    let metadata = fs::metadata(&path).ok()?;
    if !metadata.is_file() || metadata.len() > LARGEST_PACKAGE_JSON {
        return None;
    }
    serde_json::from_slice(&fs::read(&path).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::scratch::Scratch;

    fn project() -> Scratch {
        Scratch::with(&[
            ("package.json", r#"{"name":"shop","version":"2.1.0","dependencies":{"evil":"1"}}"#),
            ("node_modules/evil/package.json", r#"{"name":"lodash","version":"1.0.0"}"#),
            ("node_modules/evil/lib/package.json", r#"{"name":"express","version":"9.9.9"}"#),
            ("node_modules/@scope/kit/package.json", r#"{"version":"3.0.0"}"#),
            ("node_modules/.pnpm/deep@4.0.0/node_modules/deep/package.json", r#"{"version":"4.0.0"}"#),
            ("src/inner/package.json", r#"{"type":"module"}"#),
        ])
    }

    fn label(application: &mut Application, file: &Path) -> Option<String> {
        application.owner(file).map(|owner| owner.label())
    }

    #[test]
    fn an_installed_package_is_named_by_its_folder_whatever_it_says_itself() {
        let project = project();
        let mut application = Application::at(project.path());
        let owner = application.owner(&project.path().join("node_modules/evil/lib/x.js")).expect("it has an owner");
        assert_eq!((owner.label().as_str(), owner.direct), ("evil@1.0.0", true));
        let kit = application.owner(&project.path().join("node_modules/@scope/kit/x.js")).expect("it has an owner");
        assert_eq!((kit.label().as_str(), kit.direct), ("@scope/kit@3.0.0", false));
        assert_eq!(
            label(&mut application, &project.path().join("node_modules/.pnpm/deep@4.0.0/node_modules/deep/a/b.js")).as_deref(),
            Some("deep@4.0.0")
        );
    }

    #[test]
    fn the_applications_files_belong_to_the_nearest_package_with_a_name() {
        let project = project();
        let mut application = Application::at(project.path());
        let file = project.path().join("src/inner/x.js");
        let owner = application.owner(&file).expect("it has an owner");
        assert_eq!((owner.label().as_str(), owner.direct), ("shop@2.1.0", true));
        assert_eq!(application.shown(&file), "src/inner/x.js");
    }

    #[test]
    fn what_lies_elsewhere_belongs_to_nobody() {
        let (project, other) = (
            project(),
            Scratch::with(&[("node_modules/lodash/package.json", r#"{"name":"lodash"}"#), ("package.json", r#"{"name":"x"}"#)]),
        );
        let mut application = Application::at(project.path());
        assert_eq!(label(&mut application, &other.path().join("node_modules/lodash/x.js")), None);
        assert_eq!(label(&mut application, &other.path().join("x.js")), None);
        assert_eq!(label(&mut application, &project.path().join("node_modules/x.js")), None);
        assert_eq!(label(&mut application, &project.path().join("node_modules/.bin/x.js")), None);
    }

    #[test]
    fn a_workspace_tells_its_packages_apart() {
        let workspace = Scratch::with(&[
            ("package.json", r#"{"name":"top","workspaces":["packages/*"]}"#),
            ("packages/app/package.json", r#"{"name":"app","version":"1.0.0","dependencies":{"lib":"*"}}"#),
            ("packages/lib/package.json", r#"{"name":"lib","version":"0.1.0"}"#),
            ("node_modules/hoisted/package.json", r#"{"version":"5.0.0"}"#),
        ]);
        let mut application = Application::at(&workspace.path().join("packages/app"));
        let lib = application.owner(&workspace.path().join("packages/lib/x.js")).expect("it has an owner");
        assert_eq!((lib.label().as_str(), lib.direct), ("lib@0.1.0", true));
        assert_eq!(label(&mut application, &workspace.path().join("node_modules/hoisted/x.js")).as_deref(), Some("hoisted@5.0.0"));
    }
}
