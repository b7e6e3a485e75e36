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
    let (project, other) =
        (project(), Scratch::with(&[("node_modules/lodash/package.json", r#"{"name":"lodash"}"#), ("package.json", r#"{"name":"x"}"#)]));
    let mut application = Application::at(project.path());
    assert_eq!(label(&mut application, &other.path().join("node_modules/lodash/x.js")), None);
    assert_eq!(label(&mut application, &other.path().join("x.js")), None);
    assert_eq!(label(&mut application, &project.path().join("node_modules/x.js")), None);
    assert_eq!(label(&mut application, &project.path().join("node_modules/.bin/x.js")), None);
}

#[test]
fn a_tool_beside_the_application_is_named_by_its_folder_and_nothing_else_there() {
    let (project, other) =
        (project(), Scratch::with(&[("node_modules/tool/package.json", r#"{"version":"2.0.0"}"#), ("package.json", r#"{"name":"x"}"#)]));
    let mut application = Application::at(project.path()).beside(other.path().to_path_buf());
    let tool = application.owner(&other.path().join("node_modules/tool/lib/x.js")).expect("it has an owner");
    assert_eq!((tool.label().as_str(), tool.direct), ("tool@2.0.0", false));
    assert_eq!(label(&mut application, &other.path().join("x.js")), None);
    assert_eq!(label(&mut application, &other.path().join("sub/node_modules/tool/x.js")), None);
    assert_eq!(label(&mut application, &project.path().join("src/x.js")).as_deref(), Some("shop@2.1.0"));
}

#[test]
fn an_application_without_a_name_is_called_by_its_folder() {
    for manifest in [("app/package.json", r#"{"private":true}"#), ("app/package.json", r#"{"name":""}"#), ("app/server.js", "")] {
        let folder = Scratch::with(&[manifest, ("other/x.js", ""), ("app/node_modules/dep/package.json", "{}")]);
        let mut application = Application::at(&folder.path().join("app"));
        let own = application.owner(&folder.path().join("app/src/x.js")).expect("it has an owner");
        assert_eq!((own.label().as_str(), own.direct), ("app", true));
        assert_eq!(label(&mut application, &folder.path().join("app/node_modules/dep/x.js")).as_deref(), Some("dep"));
        assert_eq!(label(&mut application, &folder.path().join("other/x.js")), None);
    }
    assert_eq!(label(&mut Application::at(Path::new("/")), Path::new("/tmp/x.js")), None);
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
