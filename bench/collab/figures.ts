/** Times that were measured, kept without an object for each. */
export class Samples {
  #values = new Float64Array(4096);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const grown = new Float64Array(2 * this.#count);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#count] = value;
    this.#count += 1;
  }

  /** The value that a share of all stays below; NaN where there are none. */
  at(share: number): number {
    const sorted = this.#values.slice(0, this.#count).sort();
    return sorted[Math.floor(share * (this.#count - 1))] ?? Number.NaN;
  }
}

/** The middle one; NaN of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

/** What one run of a row measured, by the name of the figure. */
export type Figures = Readonly<Record<string, number>>;

/** The medians of several runs, figure by figure. */
export function medians(runs: readonly Figures[]): Figures {
  const names = [...new Set(runs.flatMap((run) => Object.keys(run)))];
  return Object.fromEntries(names.map((name) => [name, median(runs.flatMap((run) => run[name] ?? []))]));
}

/** A Markdown table: a line a figure, a column a server, and the first server's figure as a multiple of each other's. */
export function tableOf(results: ReadonlyMap<string, Figures>): string {
  const [ours, ...others] = [...results];
  if (ours === undefined) return '';
  const names = [...new Set([...results.values()].flatMap((figures) => Object.keys(figures)))];
  const head = ['', ...results.keys(), ...others.map(([name]) => `${ours[0]} / ${name}`)];
  const lines = names.map((name) => {
    const ratios = others.map(([, figures]) => ratio(ours[1][name], figures[name]));
    return [name, ...[...results.values()].map((figures) => shown(figures[name])), ...ratios];
  });
  const rule = head.map((_, index) => (index === 0 ? '---' : '--:'));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function ratio(ours: number | undefined, other: number | undefined): string {
  if (ours === undefined || other === undefined || !(other > 0)) return '';
  return (ours / other).toFixed(2);
}

function shown(value: number | undefined): string {
  if (value === undefined) return '';
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-GB');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
