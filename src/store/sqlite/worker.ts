import { parentPort, workerData } from 'node:worker_threads';
import { serve } from './serving.ts';

// The thread that holds the database.
if (parentPort === null) throw new Error('this is a worker thread');
serve(parentPort, workerData as string | null);
