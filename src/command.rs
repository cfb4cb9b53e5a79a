//! The command line.

use std::net::SocketAddr;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use ipnet::IpNet;
use societas::domain::account::NewAccount;
use societas::domain::text::Lang;
use societas::server::jobs::{clean, deliver, remind};
use societas::server::proxy::read_range;
use societas::server::router::router;
use societas::service::file::scan::{self, ScanSettings};
use societas::service::file::{S3Settings, Spool};
use societas::service::identity::{IdentitySettings, PATIENCE};
use societas::service::outbox::{CarrierSettings, SmsSettings};
use societas::service::{App, Ctx, Settings, account, import};
use societas::store::db::{Db, Durability};

mod bench;
mod demo;

/// 学会通 · Societas
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

/// Settings of every command; README has the table.
#[derive(Args, Clone)]
struct Options {
    /// Folder of the database and the files.
    #[arg(long, global = true, env = "SOCIETAS_DATA", default_value = "data")]
    data: PathBuf,
    /// `postgres://…`; without it an SQLite file in the data folder.
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// Postgres only: keep the tables in this schema.
    #[arg(long, global = true, env = "SOCIETAS_DATABASE_SCHEMA")]
    database_schema: Option<String>,
    /// SQLite only: answer a write before it has reached the disk.
    #[arg(long, global = true, env = "SOCIETAS_FAST_COMMITS")]
    fast_commits: bool,
    /// Where to listen.
    #[arg(long, global = true, env = "SOCIETAS_ADDR", default_value = "127.0.0.1:3000")]
    addr: SocketAddr,
    /// The address under which people reach the site; printed in QR codes.
    #[arg(long, global = true, env = "SOCIETAS_PUBLIC_URL")]
    public_url: Option<String>,
    /// Ask for a captcha at every sign-in, not only after several wrong passwords.
    #[arg(long, global = true, env = "SOCIETAS_CAPTCHA_ALWAYS")]
    captcha_always: bool,
    /// `smtp://user:password@host:port` or `smtps://…`; without it mail waits in the outbox.
    #[arg(long, global = true, env = "SOCIETAS_SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
    /// The sender of mail, such as `学会通 <no-reply@example.org>`.
    #[arg(long, global = true, env = "SOCIETAS_MAIL_FROM")]
    mail_from: Option<String>,
    /// Where a gateway takes short messages by HTTP; without it they wait in the outbox.
    #[arg(long, global = true, env = "SOCIETAS_SMS_URL")]
    sms_url: Option<String>,
    /// The key by which short messages are signed for the gateway.
    #[arg(long, global = true, env = "SOCIETAS_SMS_KEY", hide_env_values = true)]
    sms_key: Option<String>,
    /// What is posted to the gateway: JSON with `{mobile}`, `{text}` and `{id}`.
    #[arg(long, global = true, env = "SOCIETAS_SMS_BODY", default_value = SMS_BODY)]
    sms_body: String,
    /// What stands in the gateway's answer to a message that it took.
    #[arg(long, global = true, env = "SOCIETAS_SMS_EXPECTS", default_value = "")]
    sms_expects: String,
    /// The address of an identity provider (OpenID Connect) by which people can sign in too.
    #[arg(long, global = true, env = "SOCIETAS_OIDC_ISSUER")]
    oidc_issuer: Option<String>,
    /// Our name at the identity provider.
    #[arg(long, global = true, env = "SOCIETAS_OIDC_CLIENT", default_value = "")]
    oidc_client: String,
    /// Our password at the identity provider.
    #[arg(long, global = true, env = "SOCIETAS_OIDC_SECRET", default_value = "", hide_env_values = true)]
    oidc_secret: String,
    /// What the button on the sign-in page says.
    #[arg(long, global = true, env = "SOCIETAS_OIDC_NAME", default_value = "")]
    oidc_name: String,
    /// Keep files in this bucket of a server that speaks S3, instead of the data folder.
    #[arg(long, global = true, env = "SOCIETAS_S3_BUCKET", default_value = "")]
    s3_bucket: String,
    /// The address of that server; without it Amazon's for the region.
    #[arg(long, global = true, env = "SOCIETAS_S3_ENDPOINT", default_value = "")]
    s3_endpoint: String,
    /// The region of the bucket.
    #[arg(long, global = true, env = "SOCIETAS_S3_REGION", default_value = "us-east-1")]
    s3_region: String,
    /// Our access key there.
    #[arg(long, global = true, env = "SOCIETAS_S3_KEY", default_value = "")]
    s3_key: String,
    /// Our secret there.
    #[arg(long, global = true, env = "SOCIETAS_S3_SECRET", hide_env_values = true)]
    s3_secret: Option<String>,
    /// A file with our secret there.
    #[arg(long, global = true, env = "SOCIETAS_S3_SECRET_FILE")]
    s3_secret_file: Option<PathBuf>,
    /// A command that looks at each upload before it is kept; the path of the file becomes its last argument.
    #[arg(long, global = true, env = "SOCIETAS_SCAN_COMMAND", default_value = "")]
    scan_command: String,
    /// Proxies before the program, addresses or ranges with commas between: their `X-Forwarded-For` is believed.
    #[arg(long, global = true, env = "SOCIETAS_TRUSTED_PROXIES", value_delimiter = ',', value_parser = read_range)]
    trusted_proxies: Vec<IpNet>,
}

const SMS_BODY: &str = r#"{"id":"{id}","mobile":"{mobile}","text":"{text}"}"#;

impl Options {
    /// How mail and short messages leave; in the demo without a server of its own they are shown instead.
    fn carriers(&self, demo: bool) -> CarrierSettings {
        let sms = self.sms_url.clone().map(|url| SmsSettings {
            url,
            key: self.sms_key.clone().unwrap_or_default(),
            template: self.sms_body.clone(),
            expects: self.sms_expects.clone(),
        });
        let shelf = demo && sms.is_none() && self.smtp_url.is_none();
        CarrierSettings { smtp_url: self.smtp_url.clone(), mail_from: self.mail_from.clone(), sms, shelf }
    }

    /// The bucket of files.
    fn s3(&self) -> Result<Option<S3Settings>, String> {
        if self.s3_bucket.is_empty() {
            return Ok(None);
        }
        let secret = match (&self.s3_secret, &self.s3_secret_file) {
            (Some(secret), _) => secret.clone(),
            (None, Some(file)) => {
                let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
                text.trim_end_matches(['\r', '\n']).to_owned()
            }
            (None, None) => return Err("the bucket of files needs a secret".to_owned()),
        };
        Ok(Some(S3Settings {
            bucket: self.s3_bucket.clone(),
            endpoint: self.s3_endpoint.clone(),
            region: self.s3_region.clone(),
            key: self.s3_key.clone(),
            secret,
        }))
    }

    /// What looks at uploads.
    fn scan(&self) -> Option<ScanSettings> {
        let command: Vec<String> = self.scan_command.split_whitespace().map(str::to_owned).collect();
        (!command.is_empty()).then_some(ScanSettings { command, patience: scan::PATIENCE })
    }

    /// Where people can sign in besides.
    fn identity(&self) -> Option<IdentitySettings> {
        self.oidc_issuer.clone().filter(|issuer| !issuer.is_empty()).map(|issuer| IdentitySettings {
            issuer,
            client: self.oidc_client.clone(),
            secret: self.oidc_secret.clone(),
            name: self.oidc_name.clone(),
            patience: PATIENCE,
        })
    }
}

#[derive(Subcommand)]
enum Command {
    /// Serve the site.
    Serve,
    /// Fill an empty store with the demo, print the accounts, then serve.
    Demo,
    /// Accounts from the command line.
    Admin {
        #[command(subcommand)]
        command: Admin,
    },
    /// Import a workbook into a register of a unit.
    Import {
        /// The register, such as `member`.
        register: String,
        /// The workbook (.xlsx).
        file: PathBuf,
        /// Code of the unit.
        #[arg(long)]
        org: String,
        /// Only plan: nothing is written.
        #[arg(long)]
        dry_run: bool,
        /// Print the plan as one JSON object instead of sentences.
        #[arg(long)]
        json: bool,
    },
    /// Fill an empty store for `cargo xtask bench` and print what it needs to know.
    #[command(hide = true)]
    BenchFixture,
    /// Fill an empty store with a large register for `cargo xtask bench` and print what it needs to know.
    #[command(hide = true)]
    BenchLarge,
    /// Plan a large roster for `cargo xtask bench` and print what it costs.
    #[command(hide = true)]
    BenchRoster,
    /// Verify the whole store: log chains and invariants.
    Check,
}

#[derive(Subcommand)]
enum Admin {
    /// Set up the association and its first administrator. Reads the password from standard input.
    Create {
        /// Name of the association.
        #[arg(long)]
        association: String,
        /// Login name.
        #[arg(long)]
        login: String,
        /// The person's name.
        #[arg(long)]
        name: String,
    },
}

type Outcome = Result<ExitCode, Box<dyn std::error::Error>>;

/// Runs the command; a failure is one line on standard error and exit status 1.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,societas=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    // Rendering needs more than one worker even on a small machine: a blocked page must not block all.
    let workers = std::thread::available_parallelism().map_or(2, NonZero::get).max(2);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(execute(cli)),
        Err(error) => Err(error.into()),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("societas: {error}");
        ExitCode::FAILURE
    })
}

async fn execute(cli: Cli) -> Outcome {
    let app = open(&cli.options, matches!(cli.command, Command::Demo)).await?;
    match cli.command {
        Command::Serve => serve(app, cli.options.addr).await,
        Command::Demo => {
            demo::fill(&app).await?;
            demo::announce(&app.settings.public_url);
            serve(app, cli.options.addr).await
        }
        Command::Admin { command: Admin::Create { association, login, name } } => {
            let mut password = String::new();
            std::io::stdin().read_line(&mut password)?;
            let password = password.trim_end_matches(['\r', '\n']).to_owned();
            let new = NewAccount { login, name, password, ..NewAccount::default() };
            societas::service::org::create_first(&Ctx::anonymous(app.clone()), &association, new)
                .await
                .map_err(|error| demo::words(&error))?;
            app.db.close().await;
            Ok(ExitCode::SUCCESS)
        }
        Command::Import { register, file, org, dry_run, json } => {
            import(&app, &register, &file, &org, dry_run, json).await
        }
        Command::BenchFixture => {
            bench::fill(&app).await?;
            app.db.close().await;
            Ok(ExitCode::SUCCESS)
        }
        Command::BenchLarge => {
            bench::fill_large(&app).await?;
            app.db.close().await;
            Ok(ExitCode::SUCCESS)
        }
        Command::BenchRoster => {
            bench::roster(&app).await?;
            app.db.close().await;
            Ok(ExitCode::SUCCESS)
        }
        Command::Check => {
            let findings = societas::service::check::check_all(&app).await.map_err(|e| demo::words(&e))?;
            for finding in &findings {
                println!("{finding}");
            }
            println!("{} findings", findings.len());
            Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}

/// Exit status of `import` for a file that is refused.
const REFUSED: u8 = 2;

/// Plans an import, prints the plan, and commits it unless it is a dry run.
async fn import(app: &Arc<App>, register: &str, file: &Path, org: &str, dry_run: bool, json: bool) -> Outcome {
    let ctx = account::act_for(&Ctx::anonymous(app.clone()), org)
        .await
        .map_err(|_| format!("there is no unit with the code {org}, or nobody belongs to it"))?;
    let unit = ctx.actor().map_err(|e| demo::words(&e))?.org;
    let bytes = std::fs::metadata(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let (planned, report) = import::report(&ctx, unit, register, file, Lang::Zh).await.map_err(|e| demo::words(&e))?;
    if json {
        println!("{report}");
    } else {
        print_plan(&report);
    }
    let Some(planned) = planned else { return Ok(ExitCode::from(REFUSED)) };
    if !dry_run && planned.counts.writable() > 0 {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let mut spool = Spool::create(&ctx, size).await.map_err(|e| demo::words(&e))?;
        spool.write(&std::fs::read(file)?).await.map_err(|e| demo::words(&e))?;
        spool.path().await.map_err(|e| demo::words(&e))?;
        let plan = import::keep(&ctx, register, &name, &spool, planned).await.map_err(|e| demo::words(&e))?;
        import::commit(&ctx, plan).await.map_err(|e| demo::words(&e))?;
    }
    app.db.close().await;
    Ok(ExitCode::SUCCESS)
}

fn print_plan(report: &serde_json::Value) {
    if let Some(message) = report["refused"]["message"].as_str() {
        println!("{message}");
        return;
    }
    for (kind, count) in report["counts"].as_object().into_iter().flatten() {
        println!("{kind:<14} {count}");
    }
    for problem in report["problems"].as_array().into_iter().flatten() {
        let text = |key: &str| problem[key].as_str().unwrap_or_default();
        println!("{}!{}  {}", text("sheet"), text("cell"), text("message"));
    }
}

async fn open(options: &Options, demo: bool) -> Result<Arc<App>, Box<dyn std::error::Error>> {
    std::fs::create_dir_all(&options.data).map_err(|e| format!("data folder {}: {e}", options.data.display()))?;
    let db = match &options.database_url {
        Some(url) => Db::open_postgres(url, options.database_schema.as_deref()).await?,
        None => {
            let durability = if options.fast_commits { Durability::Normal } else { Durability::Full };
            Db::open_sqlite(&options.data.join("societas.db"), durability).await?
        }
    };
    db.migrate().await?;
    let public_url = options.public_url.clone().unwrap_or_else(|| format!("http://{}", options.addr));
    let settings = Settings {
        data: options.data.clone(),
        secure_cookies: public_url.starts_with("https://"),
        public_url: public_url.trim_end_matches('/').to_owned(),
        captcha_always: options.captcha_always,
        carriers: options.carriers(demo),
        identity: options.identity(),
        s3: options.s3()?,
        scan: options.scan(),
        proxies: options.trusted_proxies.clone(),
    };
    Ok(App::open(db, settings).await?)
}

async fn serve(app: Arc<App>, addr: SocketAddr) -> Outcome {
    let listener = tokio::net::TcpListener::bind(addr).await.map_err(|e| format!("cannot listen on {addr}: {e}"))?;
    tracing::info!("listening on http://{}", listener.local_addr()?);
    tokio::spawn(deliver(app.clone()));
    tokio::spawn(remind(app.clone()));
    tokio::spawn(clean(app.clone()));
    let service = router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let live = app.live.clone();
    let stop = async move {
        stop_signal().await;
        // Else open pages would hold the program for ever.
        live.close();
    };
    axum::serve(listener, service).with_graceful_shutdown(stop).await?;
    app.db.close().await;
    Ok(ExitCode::SUCCESS)
}

/// Resolves when the program is asked to stop.
async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        let _ = interrupt.await;
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}
