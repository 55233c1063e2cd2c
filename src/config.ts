import { z } from 'zod';
import { OperatorError } from './command.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.enum(['true', 'false', '1', '0', '']).transform((value) => value === 'true' || value === '1');

/** The environment of the service, read here and nowhere else; `.env.example` explains each variable. */
const Environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(3000),
  BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATA_DIR: z.string().min(1).default('data'),
  MONGODB_URL: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/\S+$/, 'is no connection string (mongodb://host:27017/concord?replicaSet=rs0)')
    .optional(),
  MONGODB_STANDALONE: z.enum(['allowed', 'refused']).default('refused'),
  SECRET_FILE: z.string().min(1).optional(),
  ALLOW_HTTP: flag.default(false),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  ALLOW_PLAIN_MAIL: flag.default(false),
  MAIL_FROM: z.string().min(3).max(254).default('Concord <concord@localhost>'),
  CLAMAV_URL: z.url({ protocol: /^tcp$/, hostname: /^.+$/ }).optional(),
  START_EMPTY: flag.default(false),
  BACKUP_KEY: z.string().min(20).max(1000).optional(),
  METRICS_TOKEN: z
    .string()
    .min(32)
    .max(200)
    .regex(/^[\x21-\x7e]+$/)
    .optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

/** The settings of the service; `baseUrl` has no trailing slash and never comes from a request (SO27). */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Null until the port is known: then it is the address listened on. */
  readonly baseUrl: string | null;
  /** True if people on other computers may reach the service without https (SE5). */
  readonly allowHttp: boolean;
  readonly dataDir: string;
  /** The MongoDB that keeps the data; null for the embedded store in the data folder. */
  readonly mongodb: { readonly url: string; readonly standalone: 'allowed' | 'refused' } | null;
  /** The file with the secret of this installation; null for one in the data folder (NO6). */
  readonly secretFile: string | null;
  readonly smtpUrl: string | null;
  /** True if mail may leave without TLS through a server that offers none (SE7). */
  readonly allowPlainMail: boolean;
  readonly mailFrom: string;
  /** The clamd that looks at each file before it is kept: `tcp://host:3310`; null where there is none (EV9). */
  readonly clamavUrl: string | null;
  readonly startEmpty: boolean;
  /** The token with which Prometheus reads `/metrics`; null: there are no metrics (OP3). */
  readonly metricsToken: string | null;
  /** The text under which backups are encrypted; null where no backup can be made (OP5). */
  readonly backupKey: string | null;
  readonly logLevel: string;
}

/** A value of the environment is wrong; the message is one line that names the variable. */
export class ConfigError extends OperatorError {
  override name = 'ConfigError';
}

/** Reads and validates the environment. Throws `ConfigError` with one clear line. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0] ?? 'environment');
    throw new ConfigError(
      `${name}: ${issue?.message ?? 'is not valid'} (it is ${JSON.stringify(secret.has(name) ? '(hidden)' : given[name])})`,
    );
  }
  const value = parsed.data;
  return {
    host: value.HOST,
    port: value.PORT,
    baseUrl: value.BASE_URL === undefined ? null : value.BASE_URL.replace(/\/+$/, ''),
    allowHttp: value.ALLOW_HTTP,
    dataDir: value.DATA_DIR,
    mongodb: value.MONGODB_URL === undefined ? null : { url: value.MONGODB_URL, standalone: value.MONGODB_STANDALONE },
    secretFile: value.SECRET_FILE ?? null,
    smtpUrl: value.SMTP_URL ?? null,
    allowPlainMail: value.ALLOW_PLAIN_MAIL,
    mailFrom: value.MAIL_FROM,
    clamavUrl: value.CLAMAV_URL ?? null,
    startEmpty: value.START_EMPTY,
    metricsToken: value.METRICS_TOKEN ?? null,
    backupKey: value.BACKUP_KEY ?? null,
    logLevel: value.LOG_LEVEL,
  };
}

const secret = new Set(['BACKUP_KEY', 'METRICS_TOKEN', 'MONGODB_URL', 'SMTP_URL']);
