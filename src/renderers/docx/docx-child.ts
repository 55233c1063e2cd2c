import type { Document } from '../document.ts';
import { serveJobs } from '../pool.ts';
import { docxOf } from './file.ts';

// The process that makes Word documents.

serveJobs((document) => docxOf(JSON.parse(document) as Document));
