import { fileURLToPath } from 'node:url';
import { type PoolLimits, type PooledRenderer, pool } from '../pool.ts';

const usual: PoolLimits = { timeout: 30_000, longest: 8_000_000, jobsPerProcess: 200, memory: 1024 };
const program = fileURLToPath(new URL('./docx-child.ts', import.meta.url));

/** Renders Word documents. Throws `RenderFailed`. */
export function docxRenderer(given: Partial<PoolLimits> = {}): PooledRenderer {
  const { warm, render, close } = pool('DOCX', program, { ...usual, ...given });
  return {
    contentType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    extension: 'docx',
    coverage: null,
    warm,
    render: (document) => render(JSON.stringify(document)),
    close,
  };
}
