import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docxRenderer } from '../src/renderers/docx/docx.ts';
import { pdfRenderer } from '../src/renderers/pdf/pdf.ts';
import { sampleDocument, sampleSince, sampleWithPositions } from '../tests/support/sample-document.ts';

// Writes the sample response as final document, as draft and with positions, PDF and Word, into a folder: for validators of documents.

const folder = process.argv[2] ?? 'documents';
mkdirSync(folder, { recursive: true });
for (const renderer of [pdfRenderer(), docxRenderer()]) {
  for (const kind of ['final', 'draft'] as const) {
    writeFileSync(join(folder, `${kind}.${renderer.extension}`), await renderer.render(sampleDocument(kind)));
  }
  const withPositions = sampleDocument('final', sampleWithPositions(), sampleSince);
  writeFileSync(join(folder, `positions.${renderer.extension}`), await renderer.render(withPositions));
  await renderer.close();
}
