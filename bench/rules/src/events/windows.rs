//! Lane B: a Windows machine as Sysmon and the event log tell of it: 29 fields and 1.2 KB of JSON an event, from thirteen log sources.

use serde_json::{Value, json};

use super::linux::with_positive;
use crate::random::Random;
use crate::rules::Rule;
use crate::source::{Source, source};

const IMAGES: &[&str] = &[
    r"C:\Windows\System32\svchost.exe",
    r"C:\Windows\System32\cmd.exe",
    r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe",
    r"C:\Windows\explorer.exe",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files\nodejs\node.exe",
    r"C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE",
    r"C:\Windows\System32\conhost.exe",
    r"C:\Windows\System32\taskhostw.exe",
    r"C:\Program Files\Git\cmd\git.exe",
    r"C:\Users\anna\AppData\Local\Programs\Microsoft VS Code\Code.exe",
    r"C:\Windows\System32\rundll32.exe",
    r"C:\Windows\System32\reg.exe",
    r"C:\Windows\System32\sc.exe",
    r"C:\Windows\System32\msiexec.exe",
    r"C:\Windows\System32\wbem\WmiPrvSE.exe",
];
const LINES: &[&str] = &[
    r"C:\WINDOWS\system32\svchost.exe -k netsvcs -p -s Schedule",
    r#"C:\WINDOWS\system32\cmd.exe /d /s /c "npm run build""#,
    r#""C:\Program Files\Google\Chrome\Application\chrome.exe" --type=renderer --lang=en-US --num-raster-threads=4 --enable-main-frame-before-activation --renderer-client-id=#"#,
    r"powershell.exe -NoProfile -ExecutionPolicy RemoteSigned -Command Get-Service -Name Spooler",
    r"node.exe C:\src\shop\node_modules\typescript\bin\tsc -p tsconfig.json --pretty false",
    r"git.exe -c credential.helper= fetch --prune --recurse-submodules=on-demand origin",
    r#""C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE" /n "C:\Users\anna\Documents\Report #.docx" /o """#,
    r"rundll32.exe C:\WINDOWS\system32\PcaSvc.dll,PcaPatchSdbTask",
    r"reg.exe query HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion /v ProgramFilesDir",
    r"\??\C:\WINDOWS\system32\conhost.exe 0xffffffff -ForceV1",
    r"C:\WINDOWS\system32\msiexec.exe /V",
    r"taskhostw.exe Install $(Arg0)",
];
const USERS: &[&str] = &[r"NT AUTHORITY\SYSTEM", r"ACME\anna", r"NT AUTHORITY\LOCAL SERVICE", r"ACME\build"];
const FILES: &[&str] = &[
    r"C:\Users\anna\AppData\Local\Temp\#.tmp",
    r"C:\src\shop\node_modules\.cache\#.json",
    r"C:\Windows\Prefetch\NODE.EXE-#.pf",
    r"C:\ProgramData\Microsoft\Windows Defender\Scans\#.bin",
    r"C:\Users\anna\Downloads\invoice-#.pdf",
];
const KEYS: &[&str] = &[
    r"HKLM\System\CurrentControlSet\Services\bam\State\UserSettings\S-1-5-21-#",
    r"HKU\S-1-5-21-#\SOFTWARE\Microsoft\Windows\CurrentVersion\Explorer\RecentDocs",
    r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\{#}",
];
const LIBRARIES: &[&str] = &[
    r"C:\Windows\System32\kernel32.dll",
    r"C:\Windows\System32\amsi.dll",
    r"C:\Program Files\Google\Chrome\Application\chrome_elf.dll",
    r"C:\Windows\System32\dbghelp.dll",
];
const HOSTS: &[&str] = &["github.com", "registry.npmjs.org", "login.example.com", "update.example.net", "fileserver.acme.local"];

/// The log sources, and how many of a hundred events each has.
const SHARES: &[(&str, usize)] = &[
    ("process_creation", 40),
    ("registry_set", 10),
    ("file_event", 10),
    ("image_load", 8),
    ("network_connection", 6),
    ("process_access", 5),
    ("dns_query", 5),
    ("ps_script", 5),
    ("registry_event", 3),
    ("pipe_created", 2),
    ("create_remote_thread", 2),
    ("driver_load", 2),
    ("ps_module", 2),
];

fn category(random: &mut Random) -> &'static str {
    let mut at = random.below(100);
    for (name, share) in SHARES {
        if at < *share {
            return name;
        }
        at -= share;
    }
    "process_creation"
}

fn base(random: &mut Random, category: &str) -> Vec<(String, Value)> {
    let number = random.below(90_000).to_string();
    let fill = |text: &str| Value::String(text.replace('#', &number));
    let (image, parent) = (*random.pick(IMAGES), *random.pick(IMAGES));
    let hashes = format!("SHA1={},MD5={},SHA256={},IMPHASH={}", random.hex(40), random.hex(32), random.hex(64), random.hex(32));
    let guid = format!("{{{}-{}-6543-0000-0010{}}}", random.hex(8), random.hex(4), random.hex(8));
    let file = image.rsplit('\\').next().unwrap_or_default();
    let mut fields: Vec<(&str, Value)> = vec![
        ("EventID", json!(1)),
        ("Channel", json!("Microsoft-Windows-Sysmon/Operational")),
        ("Provider_Name", json!("Microsoft-Windows-Sysmon")),
        ("Computer", json!("WS-0142.acme.local")),
        (
            "UtcTime",
            json!(format!(
                "2026-03-{:02} 0{}:{:02}:{:02}.{:03}",
                random.below(28) + 1,
                random.below(10),
                random.below(60),
                random.below(60),
                random.below(1000)
            )),
        ),
        ("RuleName", json!("-")),
        ("ProcessGuid", json!(guid)),
        ("ProcessId", json!(random.below(30_000))),
        ("Image", json!(image)),
        ("User", json!(*random.pick(USERS))),
    ];
    let more: Vec<(&str, Value)> = match category {
        "registry_set" | "registry_event" => vec![
            ("EventType", json!("SetValue")),
            ("TargetObject", fill(random.pick::<&str>(KEYS))),
            ("Details", json!(format!("DWORD (0x{})", random.hex(8)))),
        ],
        "file_event" => vec![("TargetFilename", fill(random.pick::<&str>(FILES))), ("CreationUtcTime", json!("2026-03-01 08:00:00.000"))],
        "image_load" | "driver_load" => vec![
            ("ImageLoaded", json!(*random.pick(LIBRARIES))),
            ("Signed", json!("true")),
            ("Signature", json!("Microsoft Windows")),
            ("SignatureStatus", json!("Valid")),
            ("Hashes", json!(hashes)),
        ],
        "network_connection" => vec![
            ("Protocol", json!("tcp")),
            ("Initiated", json!("true")),
            ("SourceIp", json!(format!("10.0.4.{}", random.below(250)))),
            ("DestinationIp", json!(format!("140.82.{}.{}", random.below(250), random.below(250)))),
            ("DestinationHostname", json!(*random.pick(HOSTS))),
            ("DestinationPort", json!(*random.pick(&[443, 80, 445, 8080, 53]))),
        ],
        "dns_query" => {
            vec![("QueryName", json!(*random.pick(HOSTS))), ("QueryStatus", json!("0")), ("QueryResults", json!("::ffff:140.82.121.4;"))]
        }
        "process_access" | "create_remote_thread" => vec![
            ("SourceImage", json!(image)),
            ("TargetImage", json!(parent)),
            ("GrantedAccess", json!("0x1400")),
            (
                "CallTrace",
                json!(r"C:\WINDOWS\SYSTEM32\ntdll.dll+9d234|C:\WINDOWS\System32\KERNELBASE.dll+2c0fe|C:\WINDOWS\system32\taskmgr.exe+1a2b"),
            ),
        ],
        "ps_script" | "ps_module" => vec![
            (
                "ScriptBlockText",
                json!(format!(
                    "function Get-Build{number} {{ param($Path) Get-ChildItem -Path $Path -Recurse | Where-Object {{ $_.Length -gt 1mb }} | Select-Object -First 10 | Format-Table }}"
                )),
            ),
            ("Path", json!(r"C:\src\build\tools.ps1")),
            ("ContextInfo", json!("Severity = Informational Host Name = ConsoleHost")),
        ],
        "pipe_created" => vec![("PipeName", fill(r"\mojo.#.4242.1234567890"))],
        _ => vec![
            ("FileVersion", json!("10.0.19041.4522 (WinBuild.160101.0800)")),
            ("Description", json!("Host Process for Windows Services")),
            ("Product", json!("Microsoft® Windows® Operating System")),
            ("Company", json!("Microsoft Corporation")),
            ("OriginalFileName", json!(file)),
            ("CommandLine", fill(random.pick::<&str>(LINES))),
            ("CurrentDirectory", json!(r"C:\WINDOWS\system32\")),
            ("LogonGuid", json!(format!("{{{}-0000-0000-0000-{}}}", random.hex(8), random.hex(12)))),
            ("LogonId", json!("0x3e7")),
            ("TerminalSessionId", json!(random.below(3))),
            ("IntegrityLevel", json!("System")),
            ("Hashes", json!(hashes)),
            ("ParentProcessGuid", json!(format!("{{{}-0000-0000-0000-{}}}", random.hex(8), random.hex(12)))),
            ("ParentProcessId", json!(random.below(30_000))),
            ("ParentImage", json!(parent)),
            ("ParentCommandLine", fill(random.pick::<&str>(LINES))),
            ("ParentUser", json!(*random.pick(USERS))),
        ],
    };
    fields.extend(more);
    // What the collector adds to each event.
    let added = [
        ("host_name", "WS-0142"),
        ("agent_version", "8.17.2"),
        ("winlog_record", "1284421"),
        ("winlog_task", "Process Create (rule: ProcessCreate)"),
        ("winlog_opcode", "Info"),
        ("event_kind", "event"),
        ("event_module", "sysmon"),
        ("ecs_version", "8.11.0"),
        ("tags", "beats_input_codec_plain_applied"),
        ("dataset", "windows.sysmon_operational"),
        ("input_type", "winlog"),
        ("os_build", "19045.4529"),
        ("os_name", "Windows 10 Enterprise"),
        ("timezone", "+01:00"),
        ("agent_id", "7e3c0b5c-5be4-4a5e-9b0e-0c5f3f0f8a11"),
        ("relation_id", "a8e1f1b2-41de-4d67-8a55-1c9c0b9e8a3d"),
    ];
    let missing = 29_usize.saturating_sub(fields.len());
    fields.extend(added.iter().take(missing).map(|(name, text)| (*name, json!(*text))));
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

pub fn events(random: &mut Random, rules: &[Rule], count: usize) -> Vec<(Source, Vec<(String, Value)>)> {
    let mut made = Vec::with_capacity(count);
    for at in 0..count {
        let category = category(random);
        let source = source(category, "windows");
        let mut fields = base(random, category);
        if at % 4 == 0 {
            let own: Vec<&Rule> = rules.iter().filter(|rule| rule.source == source).collect();
            if !own.is_empty() {
                let rule = *random.pick(&own);
                fields = with_positive(random, rule, fields);
            }
        }
        made.push((source, fields));
    }
    made
}
