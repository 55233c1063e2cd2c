/** What a server under test can be asked. */
export interface Questions {
  /** What has been used so far, in µs. */
  cpu(): number;
  /** After collecting garbage, in bytes. */
  memory(): Promise<{ readonly rss: number; readonly heap: number }>;
  /** The most that was ever resident, in bytes. */
  peak(): number;
  [name: string]: (given: string) => unknown;
}

/** What a server under test is started with. */
export interface Given {
  /** A folder that outlives the process. */
  readonly directory: string;
  /** Their names begin with r and p, and a number from 0 follows. */
  readonly rooms: number;
  readonly people: number;
}

/** Opens a server: answers its port, and what else it can be asked. */
export type Open = (
  given: Given,
) => Promise<{ readonly port: number; readonly questions?: Readonly<Record<string, (given: string) => unknown>> }>;

const common: Questions = {
  cpu() {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  peak: () => 1024 * process.resourceUsage().maxRSS,
  async memory() {
    for (let turn = 0; turn < 3; turn += 1) {
      globalThis.gc?.();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { rss, heapUsed, external } = process.memoryUsage();
    return { rss, heap: heapUsed + external };
  },
};

interface Question {
  readonly id: number;
  readonly ask: string;
  readonly given: string;
}

/** Runs a server in this process until the parent goes: it is given its folder as an argument and asked by messages. */
export async function serve(open: Open): Promise<void> {
  const given = JSON.parse(process.argv[2] ?? '') as Given;
  const { port, questions } = await open(given);
  const all: Readonly<Record<string, (given: string) => unknown>> = { ...common, ...questions };
  process.on('message', ({ id, ask, given: what }: Question) => {
    void Promise.resolve(all[ask]?.(what)).then((answer) => process.send?.({ id, answer }));
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ port, pid: process.pid });
}
