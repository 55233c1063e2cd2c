import { z } from 'zod';

/** The formats in which a document can be made. */
export const ExportFormat = z.enum(['docx', 'pdf']);
export type ExportFormat = z.infer<typeof ExportFormat>;
