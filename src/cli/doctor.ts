import { runCommand } from '../command.ts';
import { readConfig } from '../config.ts';
import { tryServer } from '../mail/smtp.ts';
import { openSource } from '../open-copies.ts';
import { tlsFor } from '../open-services.ts';
import { examine, type Finding, readThrough } from '../operations/doctor.ts';
import { type Document, draftWords } from '../renderers/document.ts';
import { pdfRenderer } from '../renderers/pdf/pdf.ts';
import { clamdScanner } from '../scanner/clamd.ts';
import { openAssets } from '../web/assets.ts';

// `npm run doctor`: tries settings, store, disk, mail, address, virus scanner, documents and pages, while the service may run.

const page: Document = {
  language: 'en-GB',
  title: 'A page',
  subtitle: '',
  network: '',
  name: 'A page',
  header: '',
  footer: draftWords,
  draft: true,
  facts: [],
  letter: [],
  pieces: [],
  certificate: null,
  digest: '',
};
const marks = { good: '✓', warn: '!', bad: '✗' } as const satisfies Record<Finding['verdict'], string>;

await runCommand(async () => {
  const config = readConfig(process.env);
  const findings = await examine({
    config,
    openAssets,
    scanner: config.clamavUrl === null ? null : clamdScanner(config.clamavUrl),
    tryMail: () => (config.smtpUrl === null ? Promise.resolve() : tryServer(config.smtpUrl, tlsFor(config.smtpUrl, config))),
    async makePdf() {
      const renderer = pdfRenderer();
      const pdf = await renderer.render(page).finally(() => renderer.close());
      return pdf.byteLength;
    },
    async readStore() {
      const source = await openSource(config);
      return readThrough(source).finally(() => source.close());
    },
  });
  process.stdout.write(`${marks.good} Settings: every variable can be read\n`);
  for (const { verdict, line } of findings) process.stdout.write(`${marks[verdict]} ${line}\n`);
  if (findings.some(({ verdict }) => verdict === 'bad')) process.exitCode = 1;
});
