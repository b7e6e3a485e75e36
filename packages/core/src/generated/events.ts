// Generated from schema/ by `npm run generate`. Do not edit.

/** The fields of every event, by its name. A field is absent where the runtime does not know it. */
export interface EventFields {
  /** auditing began in this thread */
  readonly 'overt.start': {
    /** of overt */
    readonly version?: string | undefined
    /** monitor or enforce */
    readonly mode?: string | undefined
    /** how many rules are loaded */
    readonly rules?: number | undefined
    /** name and version of the runtime */
    readonly runtime?: string | undefined
    /** native, wasi or wasm */
    readonly engine?: string | undefined
    /** the stream of the thread or process that started this one */
    readonly parent?: string | undefined
    /** BLAKE3 of the configuration */
    readonly configuration?: string | undefined
    /** the serial number of the rules, where they may be replaced */
    readonly serial?: number | undefined
  }
  /** the thread ends; the last line of its stream */
  readonly 'overt.stop': {
    /** lines of the stream before this one */
    readonly records?: number | undefined
    /** records that no output took */
    readonly dropped?: number | undefined
    /** BLAKE3 of the line before */
    readonly head?: string | undefined
  }
  /** something that overt could not see, or could not do */
  readonly 'overt.gap': {
    /** the event that is not raised, or was not judged */
    readonly event?: string | undefined
    /** unavailable, absent (this runtime has no such operation), partial, late, fault, degraded, earlier_preload, unaudited_child, configuration_changed, start_up_cache, compile_cache or forgotten (what correlations saw) */
    readonly reason?: string | undefined
    /** what exactly, for a person */
    readonly detail?: string | undefined
  }
  /** a JavaScript audit hook is about to be added; a hook that throws refuses it */
  readonly 'hook.add': {
    /** the name of the hook's function */
    readonly origin?: string | undefined
  }
  /** the thread ends and its hooks with it; what a hook throws here is ignored */
  readonly 'hook.clear': {
  }
  /** the open hook is about to be set, once per thread */
  readonly 'open_hook.set': {
    /** the name of the hook's function */
    readonly origin?: string | undefined
  }
  /** the main script is about to run; raised when overt starts, before any preload after it */
  readonly 'run.file': {
    /** absolute path */
    readonly path?: string | undefined
  }
  /** code from the command line is about to run (-e, -p); raised when overt starts, before any preload after it */
  readonly 'run.eval': {
    /** the code */
    readonly code?: string | undefined
  }
  /** code from standard input is about to run; raised when overt starts, before any preload after it */
  readonly 'run.stdin': {
  }
  /** the interactive prompt starts; raised when overt starts, before any preload after it */
  readonly 'run.repl': {
  }
  /** a preload (--require, --import) is about to run; raised when overt starts, before any preload after it */
  readonly 'run.preload': {
    /** absolute path; the name of a package and a URL as they were given */
    readonly path?: string | undefined
  }
  /** a string is about to become code: eval, Function and its kin */
  readonly 'code.eval': {
    /** the whole text */
    readonly code?: string | undefined
    /** its length in UTF-16 units */
    readonly length?: number | undefined
    /** eval, function, async_function, generator or async_generator */
    readonly kind?: string | undefined
  }
  /** a script or function is compiled that does not come from the loader (vm.Script, vm.compileFunction, Module#_compile) */
  readonly 'code.compile': {
    /** the whole text */
    readonly code?: string | undefined
    /** the file name that the code claims */
    readonly path?: string | undefined
    /** script, function, module or commonjs */
    readonly kind?: string | undefined
    /** whether compiled code came with the text */
    readonly cached_data?: boolean | undefined
  }
  /** WebAssembly is about to be compiled */
  readonly 'wasm.compile': {
    /** bytes; absent where they arrive as a stream, or are compiled in a context of `vm` */
    readonly size?: number | undefined
    /** BLAKE3 of the module */
    readonly digest?: string | undefined
  }
  /** a WebAssembly module is about to be instantiated */
  readonly 'wasm.instantiate': {
    /** bytes; absent where they arrive as a stream, or were compiled in another thread */
    readonly size?: number | undefined
    /** BLAKE3 of the module */
    readonly digest?: string | undefined
  }
  /** a module is about to be loaded */
  readonly 'module.load': {
    /** absolute path, or the URL where it is no file */
    readonly path?: string | undefined
    /** what was asked for; known where a rule names it, or a hook or the record listens */
    readonly specifier?: string | undefined
    /** commonjs, module, json, wasm, typescript or addon; absent where the runtime has yet to decide */
    readonly format?: string | undefined
    /** absolute path or URL of the module that asked; known where a rule names it, or a hook or the record listens */
    readonly parent?: string | undefined
    /** bytes, where there is a manifest or a rule names `size` or `digest` */
    readonly size?: number | undefined
    /** BLAKE3 of the bytes, where there is a manifest or a rule names `size` or `digest` */
    readonly digest?: string | undefined
    /** whether import() asked; known where a rule names it, or a hook or the record listens */
    readonly dynamic?: boolean | undefined
  }
  /** a module of the runtime is asked for */
  readonly 'module.builtin': {
    /** with its `node:` prefix */
    readonly name?: string | undefined
    /** absolute path or URL of the module that asked; known where a rule names it, or a hook or the record listens */
    readonly parent?: string | undefined
  }
  /** a native library is about to be loaded into the process */
  readonly 'module.native': {
    /** absolute path; a bare name, where the system looks it up */
    readonly path?: string | undefined
    /** BLAKE3 of the file, where a rule names it, or a hook or the record asks for the event */
    readonly digest?: string | undefined
  }
  /** how modules are loaded is about to change */
  readonly 'module.hook': {
    /** register, registerHooks, extensions or compile_cache */
    readonly kind?: string | undefined
  }
  /** whether a file that is about to run is the file that the manifest names */
  readonly 'open.verify': {
    /** absolute path */
    readonly path?: string | undefined
    /** BLAKE3 of the bytes found */
    readonly digest?: string | undefined
    /** whether they may run */
    readonly allowed?: boolean | undefined
    /** listed, not_listed, digest, size, not_regular, not_executable, unreadable, outside, wrapped or not_compared */
    readonly reason?: string | undefined
    /** BLAKE3 that the manifest names */
    readonly expected?: string | undefined
    /** fs-verity digest that the kernel holds the file to, as `sha256:HEX` or `sha512:HEX`; absent where the file is not protected, or may not run */
    readonly verity?: string | undefined
  }
  /** a file is about to be opened, in whatever form (open, readFile, writeFile, a stream) */
  readonly 'fs.open': {
    /** absolute, normalised as text; symbolic links are not resolved */
    readonly path?: string | undefined
    /** the open(2) flags */
    readonly flags?: number | undefined
    /** read, write, append or read_write */
    readonly access?: string | undefined
    /** whether the flags let it create the file */
    readonly create?: boolean | undefined
  }
  /** a file's metadata is asked for by its path (stat, access, exists, readlink, realpath, statfs) */
  readonly 'fs.stat': {
    /** absolute */
    readonly path?: string | undefined
  }
  /** a folder is about to be listed; `fs.glob` raises one for each folder that it lists */
  readonly 'fs.list': {
    /** absolute */
    readonly path?: string | undefined
    /** whether all below it too */
    readonly recursive?: boolean | undefined
  }
  /** a file or folder is about to be watched */
  readonly 'fs.watch': {
    /** absolute */
    readonly path?: string | undefined
    /** whether all below it too */
    readonly recursive?: boolean | undefined
  }
  /** a folder is about to be made */
  readonly 'fs.mkdir': {
    /** absolute */
    readonly path?: string | undefined
    /** permission bits */
    readonly mode?: number | undefined
    /** whether its parents too */
    readonly recursive?: boolean | undefined
  }
  /** a temporary folder is about to be made */
  readonly 'fs.temp': {
    /** absolute prefix */
    readonly path?: string | undefined
  }
  /** a file or folder is about to be removed; `fs.rm` raises one, whatever lies below */
  readonly 'fs.remove': {
    /** absolute */
    readonly path?: string | undefined
    /** whether all below it too */
    readonly recursive?: boolean | undefined
  }
  /** a file is about to be cut */
  readonly 'fs.truncate': {
    /** absolute; of an open file, as the system knows it */
    readonly path?: string | undefined
  }
  /** permissions are about to change */
  readonly 'fs.chmod': {
    /** absolute; of an open file, as the system knows it */
    readonly path?: string | undefined
    /** permission bits */
    readonly mode?: number | undefined
  }
  /** an owner is about to change */
  readonly 'fs.chown': {
    /** absolute; of an open file, as the system knows it */
    readonly path?: string | undefined
    /** user id */
    readonly uid?: number | undefined
    /** group id */
    readonly gid?: number | undefined
  }
  /** the times of a file are about to be set */
  readonly 'fs.utime': {
    /** absolute; of an open file, as the system knows it */
    readonly path?: string | undefined
  }
  /** a file is about to be renamed */
  readonly 'fs.rename': {
    /** absolute, before */
    readonly path?: string | undefined
    /** absolute, after */
    readonly target?: string | undefined
  }
  /** a file, or a folder with all in it, is about to be copied; `fs.cp` raises one, whatever lies below */
  readonly 'fs.copy': {
    /** absolute, from */
    readonly path?: string | undefined
    /** absolute, to */
    readonly target?: string | undefined
    /** whether a folder with all in it (`fs.cp`) */
    readonly recursive?: boolean | undefined
  }
  /** a link is about to be made */
  readonly 'fs.link': {
    /** what the link names: absolute for a hard link, as given for a symbolic one */
    readonly path?: string | undefined
    /** absolute path of the link */
    readonly target?: string | undefined
    /** hard or symbolic */
    readonly kind?: string | undefined
  }
  /** a process is about to be started */
  readonly 'process.spawn': {
    /** the program, found through PATH, absolute where it was found */
    readonly file?: string | undefined
    /** all arguments, the name of the program first */
    readonly args?: readonly string[] | undefined
    /** the arguments joined by spaces */
    readonly command_line?: string | undefined
    /** absolute */
    readonly cwd?: string | undefined
    /** whether a shell is given a line to run */
    readonly shell?: boolean | undefined
    /** whether it leaves the process group */
    readonly detached?: boolean | undefined
    /** names of the environment that differ from this process's own, never values */
    readonly env_changed?: readonly string[] | undefined
    /** this process's executable */
    readonly parent_file?: string | undefined
    /** this process's arguments joined by spaces */
    readonly parent_command_line?: string | undefined
    /** the user's name, or the number where there is no name */
    readonly user?: string | undefined
    /** counts the processes that this thread starts, from 1; the commands of its shell line have the same */
    readonly spawn?: number | undefined
  }
  /** a command that the started program will run, derived from its arguments: each simple command of a shell line, the program after `sudo`, `env`, `xargs` and the like */
  readonly 'process.command': {
    /** the program, found through PATH; absent where it is not known */
    readonly file?: string | undefined
    /** as it stands in the shell line, or that part of the line which is not understood */
    readonly command_line?: string | undefined
    /** always true */
    readonly derived?: boolean | undefined
    /** the shell */
    readonly parent_file?: string | undefined
    /** the shell's arguments joined by spaces */
    readonly parent_command_line?: string | undefined
    /** the program and its arguments without quotes; what the shell has yet to expand as it is written */
    readonly args?: readonly string[] | undefined
    /** why the program is not known: expansion (the shell makes its name), syntax (the line is not understood, wholly or in part), dialect (cmd, PowerShell, fish, csh), limit (too many commands, or too deep) */
    readonly unknown?: string | undefined
    /** the number of the process.spawn that it is derived from; absent for process.execve */
    readonly spawn?: number | undefined
  }
  /** this process is about to become another program */
  readonly 'process.execve': {
    /** absolute */
    readonly file?: string | undefined
    /** all arguments */
    readonly args?: readonly string[] | undefined
    /** the arguments joined by spaces */
    readonly command_line?: string | undefined
  }
  /** a signal is about to be sent, 0 included, which asks whether the process is there */
  readonly 'process.kill': {
    /** to whom */
    readonly pid?: number | undefined
    /** its name or number */
    readonly signal?: string | undefined
  }
  /** the working folder is about to change */
  readonly 'process.chdir': {
    /** absolute */
    readonly path?: string | undefined
  }
  /** the mask of new files' permissions is about to change */
  readonly 'process.umask': {
    /** permission bits */
    readonly mask?: number | undefined
  }
  /** the user or group of the process is about to change */
  readonly 'process.set_id': {
    /** uid, gid, euid, egid or groups */
    readonly kind?: string | undefined
    /** number or name */
    readonly id?: string | undefined
  }
  /** a scheduling priority is about to change */
  readonly 'process.set_priority': {
    /** whose */
    readonly pid?: number | undefined
    /** -20 to 19 */
    readonly priority?: number | undefined
  }
  /** a variable of the environment is read */
  readonly 'env.read': {
    /** never the value */
    readonly name?: string | undefined
  }
  /** all of the environment is listed */
  readonly 'env.list': {
  }
  /** a variable of the environment is about to be set */
  readonly 'env.set': {
    /** never the value */
    readonly name?: string | undefined
  }
  /** a variable of the environment is about to be deleted */
  readonly 'env.delete': {
    /** never the value */
    readonly name?: string | undefined
  }
  /** a file is about to be read into the environment */
  readonly 'env.load_file': {
    /** absolute */
    readonly path?: string | undefined
  }
  /** facts about the machine or its user are asked for */
  readonly 'os.info': {
    /** hostname, userInfo, networkInterfaces, cpus, ... */
    readonly what?: string | undefined
  }
  /** a connection is about to be made */
  readonly 'net.connect': {
    /** the name that was asked for, where there was one */
    readonly host?: string | undefined
    /** IP address */
    readonly address?: string | undefined
    /** 0 to 65535 */
    readonly port?: number | undefined
    /** 4 or 6 */
    readonly family?: number | undefined
    /** of a Unix socket or a pipe */
    readonly path?: string | undefined
    /** tcp, udp or pipe */
    readonly protocol?: string | undefined
    /** always true */
    readonly initiated?: boolean | undefined
    /** this process's executable */
    readonly image?: string | undefined
  }
  /** connections are about to be accepted */
  readonly 'net.listen': {
    /** IP address */
    readonly address?: string | undefined
    /** the one that the system picked, where it did */
    readonly port?: number | undefined
    /** 4 or 6 */
    readonly family?: number | undefined
    /** of a Unix socket or a pipe */
    readonly path?: string | undefined
    /** tcp or pipe */
    readonly protocol?: string | undefined
  }
  /** an address is about to be taken */
  readonly 'net.bind': {
    /** IP address */
    readonly address?: string | undefined
    /** 0 for one that the system picks */
    readonly port?: number | undefined
    /** 4 or 6 */
    readonly family?: number | undefined
    /** of a Unix socket or a pipe */
    readonly path?: string | undefined
    /** tcp, udp or pipe */
    readonly protocol?: string | undefined
  }
  /** a connection came in */
  readonly 'net.accept': {
    /** the other side's */
    readonly address?: string | undefined
    /** the other side's */
    readonly port?: number | undefined
    /** tcp or pipe */
    readonly protocol?: string | undefined
    /** always false */
    readonly initiated?: boolean | undefined
    /** this process's executable */
    readonly image?: string | undefined
  }
  /** a datagram is about to be sent */
  readonly 'net.send': {
    /** the name that was asked for, where there was one */
    readonly host?: string | undefined
    /** IP address */
    readonly address?: string | undefined
    /** 0 to 65535 */
    readonly port?: number | undefined
    /** udp */
    readonly protocol?: string | undefined
    /** always true */
    readonly initiated?: boolean | undefined
    /** this process's executable */
    readonly image?: string | undefined
  }
  /** a name is about to be resolved as the operating system does */
  readonly 'dns.lookup': {
    /** the name */
    readonly host?: string | undefined
    /** 0, 4 or 6 */
    readonly family?: number | undefined
    /** this process's executable */
    readonly image?: string | undefined
  }
  /** a name server is about to be asked */
  readonly 'dns.resolve': {
    /** the name */
    readonly host?: string | undefined
    /** A, AAAA, TXT, ... */
    readonly type?: string | undefined
    /** where the application set one: address, or address:port, several joined by commas */
    readonly server?: string | undefined
    /** this process's executable */
    readonly image?: string | undefined
  }
  /** the name of an address is asked for */
  readonly 'dns.reverse': {
    /** the address */
    readonly host?: string | undefined
    /** this process's executable */
    readonly image?: string | undefined
  }
  /** a request is about to be made; each that a redirect of `fetch` leads to is one */
  readonly 'http.request': {
    /** GET, POST, ... */
    readonly method?: string | undefined
    /** whole; of a WebSocket with `ws:` or `wss:` */
    readonly url?: string | undefined
    /** the name */
    readonly host?: string | undefined
    /** 0 to 65535 */
    readonly port?: number | undefined
    /** with the query */
    readonly path?: string | undefined
    /** http, https, http2, fetch, websocket or eventsource */
    readonly protocol?: string | undefined
    /** as it is known when the request is made: `setHeader` comes later */
    readonly user_agent?: string | undefined
  }
  /** a TLS session is about to begin */
  readonly 'tls.connect': {
    /** the name */
    readonly host?: string | undefined
    /** 0 to 65535 */
    readonly port?: number | undefined
    /** whether the certificate is checked */
    readonly verify?: boolean | undefined
  }
  /** a worker thread is about to start */
  readonly 'worker.create': {
    /** absolute path or URL */
    readonly path?: string | undefined
    /** where it runs a string */
    readonly code?: string | undefined
    /** names of the options given */
    readonly options?: readonly string[] | undefined
  }
  /** a worker thread ended; not to be refused */
  readonly 'worker.exit': {
    /** its exit code */
    readonly exit_code?: number | undefined
  }
  /** the inspector is about to listen */
  readonly 'inspector.open': {
    /** address */
    readonly host?: string | undefined
    /** 0 to 65535 */
    readonly port?: number | undefined
  }
  /** an inspector session is about to be made inside the process */
  readonly 'inspector.session': {
  }
  /** a process is about to get SIGUSR1, at which a Node opens its inspector */
  readonly 'inspector.signal': {
    /** which, as kill(2) reads it */
    readonly pid?: number | undefined
  }
  /** V8's flags are about to change */
  readonly 'v8.flags': {
    /** as given */
    readonly flags?: string | undefined
  }
  /** the heap is about to be written out */
  readonly 'v8.heap_snapshot': {
    /** absolute, where it goes to a file; of a name that the runtime makes, the folder */
    readonly path?: string | undefined
  }
  /** serialized values are about to be read */
  readonly 'v8.deserialize': {
    /** bytes */
    readonly size?: number | undefined
  }
  /** a diagnostic report is about to be written */
  readonly 'report.write': {
    /** absolute; of a name that the runtime makes, the folder; absent for a standard stream */
    readonly path?: string | undefined
  }
  /** how stacks are formatted is about to change */
  readonly 'stack.prepare': {
  }
  /** a database is about to be opened: by its class, by `ATTACH` or `VACUUM INTO` in SQL, or as the target of a backup */
  readonly 'sqlite.open': {
    /** absolute; `:memory:` as it is; absent where SQL makes the name of an expression or a parameter */
    readonly path?: string | undefined
  }
  /** native code is about to be loaded into a database */
  readonly 'sqlite.extension': {
    /** absolute; a bare name, where the system looks it up */
    readonly path?: string | undefined
  }
  /** a library is about to be opened for foreign calls, or memory read or written by its address (`node:ffi`) */
  readonly 'ffi.open': {
    /** absolute; a bare name, where the system looks it up; absent where it is the process itself, or memory */
    readonly path?: string | undefined
  }
  /** a WASI environment is about to be made */
  readonly 'wasi.create': {
    /** folders that it may reach, joined by `:` */
    readonly path?: string | undefined
  }
  /** a function of the runtime is about to be replaced */
  readonly 'core.tamper': {
    /** the function */
    readonly target?: 'fetch' | 'XMLHttpRequest' | 'JSON.parse' | 'JSON.stringify' | 'http.request' | 'http.get' | 'http.OutgoingMessage.prototype.end' | 'http.OutgoingMessage.prototype.write' | 'http.OutgoingMessage.prototype.setHeader' | 'http.ServerResponse.prototype.end' | 'http.ServerResponse.prototype.write' | 'http.ServerResponse.prototype.setHeader' | 'http.ServerResponse.prototype.writeHead' | 'http.ClientRequest.prototype.end' | 'http.ClientRequest.prototype.write' | 'http.ClientRequest.prototype.setHeader' | 'https.request' | 'https.get' | 'Module._load' | 'Module._resolveFilename' | 'Module._extensions' | 'Module.prototype._compile' | 'Module.prototype.load' | 'Module.prototype.require' | 'process.binding' | 'process.dlopen' | 'process.getBuiltinModule' | 'crypto.createCipheriv' | 'crypto.createDecipheriv' | 'crypto.createHash' | 'crypto.createHmac' | 'crypto.createSign' | 'crypto.createVerify' | 'crypto.privateDecrypt' | 'crypto.publicEncrypt' | 'crypto.pbkdf2' | 'crypto.pbkdf2Sync' | 'crypto.randomBytes' | 'crypto.randomUUID' | 'crypto.scrypt' | 'crypto.scryptSync' | 'crypto.sign' | 'crypto.timingSafeEqual' | 'crypto.verify' | undefined
    /** by what */
    readonly how?: 'set' | 'define' | 'delete' | undefined
  }
  /** an error that nothing caught; raised before any listener hears of it, and not to be refused */
  readonly 'error.uncaught': {
    /** of its class */
    readonly name?: string | undefined
    /** its message */
    readonly message?: string | undefined
  }
  /** this thread judges by other rules from here on; with a `reason`, rules that were to take the place of those in force were refused */
  readonly 'overt.swap': {
    /** the serial number of the new rules */
    readonly serial?: number | undefined
    /** how many they are */
    readonly rules?: number | undefined
    /** BLAKE3 of their file */
    readonly digest?: string | undefined
    /** BLAKE3 of the file of those before */
    readonly previous?: string | undefined
    /** the code of the error for which they were refused */
    readonly reason?: string | undefined
    /** what exactly, for a person */
    readonly detail?: string | undefined
  }
}

/** The name of an event of the schema. */
export type EventName = keyof EventFields

/** An event as the code meets it. */
export interface EventInfo {
  readonly id: number
  readonly name: EventName | 'application.event'
  /** The names of its fields, by their bits, with a space between; `#` follows that of an integer, `?` that of a boolean. event-fields.ts reads it. */
  readonly layout: string
}

/** The highest id of an event. */
export const highestEvent = 116

/** Every event of the schema, by ascending id. As JSON: V8 makes such a table from text in half the steps that literals take which are used once; and fields are a text each, for a start needs those of few events. */
export const events: readonly EventInfo[] = JSON.parse(`[
  {"id":1,"name":"application.event","layout":""},
  {"id":2,"name":"overt.start","layout":"version mode rules# runtime engine parent configuration serial#"},
  {"id":3,"name":"overt.stop","layout":"records# dropped# head"},
  {"id":4,"name":"overt.gap","layout":"event reason detail"},
  {"id":5,"name":"hook.add","layout":"origin"},
  {"id":6,"name":"hook.clear","layout":""},
  {"id":7,"name":"open_hook.set","layout":"origin"},
  {"id":10,"name":"run.file","layout":"path"},
  {"id":11,"name":"run.eval","layout":"code"},
  {"id":12,"name":"run.stdin","layout":""},
  {"id":13,"name":"run.repl","layout":""},
  {"id":14,"name":"run.preload","layout":"path"},
  {"id":20,"name":"code.eval","layout":"code length# kind"},
  {"id":21,"name":"code.compile","layout":"code path kind cached_data?"},
  {"id":22,"name":"wasm.compile","layout":"size# digest"},
  {"id":23,"name":"wasm.instantiate","layout":"size# digest"},
  {"id":30,"name":"module.load","layout":"path specifier format parent size# digest dynamic?"},
  {"id":31,"name":"module.builtin","layout":"name parent"},
  {"id":32,"name":"module.native","layout":"path digest"},
  {"id":33,"name":"module.hook","layout":"kind"},
  {"id":34,"name":"open.verify","layout":"path digest allowed? reason expected verity"},
  {"id":40,"name":"fs.open","layout":"path flags# access create?"},
  {"id":41,"name":"fs.stat","layout":"path"},
  {"id":42,"name":"fs.list","layout":"path recursive?"},
  {"id":43,"name":"fs.watch","layout":"path recursive?"},
  {"id":44,"name":"fs.mkdir","layout":"path mode# recursive?"},
  {"id":45,"name":"fs.temp","layout":"path"},
  {"id":46,"name":"fs.remove","layout":"path recursive?"},
  {"id":47,"name":"fs.truncate","layout":"path"},
  {"id":48,"name":"fs.chmod","layout":"path mode#"},
  {"id":49,"name":"fs.chown","layout":"path uid# gid#"},
  {"id":50,"name":"fs.utime","layout":"path"},
  {"id":51,"name":"fs.rename","layout":"path target"},
  {"id":52,"name":"fs.copy","layout":"path target recursive?"},
  {"id":53,"name":"fs.link","layout":"path target kind"},
  {"id":60,"name":"process.spawn","layout":"file args command_line cwd shell? detached? env_changed parent_file parent_command_line user spawn#"},
  {"id":61,"name":"process.command","layout":"file command_line derived? parent_file parent_command_line args unknown spawn#"},
  {"id":62,"name":"process.execve","layout":"file args command_line"},
  {"id":63,"name":"process.kill","layout":"pid# signal"},
  {"id":64,"name":"process.chdir","layout":"path"},
  {"id":65,"name":"process.umask","layout":"mask#"},
  {"id":66,"name":"process.set_id","layout":"kind id"},
  {"id":67,"name":"process.set_priority","layout":"pid# priority#"},
  {"id":70,"name":"env.read","layout":"name"},
  {"id":71,"name":"env.list","layout":""},
  {"id":72,"name":"env.set","layout":"name"},
  {"id":73,"name":"env.delete","layout":"name"},
  {"id":74,"name":"env.load_file","layout":"path"},
  {"id":75,"name":"os.info","layout":"what"},
  {"id":80,"name":"net.connect","layout":"host address port# family# path protocol initiated? image"},
  {"id":81,"name":"net.listen","layout":"address port# family# path protocol"},
  {"id":82,"name":"net.bind","layout":"address port# family# path protocol"},
  {"id":83,"name":"net.accept","layout":"address port# protocol initiated? image"},
  {"id":84,"name":"net.send","layout":"host address port# protocol initiated? image"},
  {"id":85,"name":"dns.lookup","layout":"host family# image"},
  {"id":86,"name":"dns.resolve","layout":"host type server image"},
  {"id":87,"name":"dns.reverse","layout":"host image"},
  {"id":88,"name":"http.request","layout":"method url host port# path protocol user_agent"},
  {"id":89,"name":"tls.connect","layout":"host port# verify?"},
  {"id":100,"name":"worker.create","layout":"path code options"},
  {"id":101,"name":"worker.exit","layout":"exit_code#"},
  {"id":102,"name":"inspector.open","layout":"host port#"},
  {"id":103,"name":"inspector.session","layout":""},
  {"id":104,"name":"inspector.signal","layout":"pid#"},
  {"id":105,"name":"v8.flags","layout":"flags"},
  {"id":106,"name":"v8.heap_snapshot","layout":"path"},
  {"id":107,"name":"v8.deserialize","layout":"size#"},
  {"id":108,"name":"report.write","layout":"path"},
  {"id":109,"name":"stack.prepare","layout":""},
  {"id":110,"name":"sqlite.open","layout":"path"},
  {"id":111,"name":"sqlite.extension","layout":"path"},
  {"id":112,"name":"ffi.open","layout":"path"},
  {"id":113,"name":"wasi.create","layout":"path"},
  {"id":114,"name":"core.tamper","layout":"target how"},
  {"id":115,"name":"error.uncaught","layout":"name message"},
  {"id":116,"name":"overt.swap","layout":"serial# rules# digest previous reason detail"}
]`) as readonly EventInfo[]

/** Events that no runtime raises yet, with the reason. */
export const pending: Readonly<Record<string, string>> = {
}
