/** A person over HTTP without a browser: keeps cookies and posts the form token of the page it saw last. */
export class Fetching {
  /** The address of the service. It may be set anew, and the cookies stay. */
  url: string;
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();
  #page = '';

  /** `origin`: the address that forms come from, if a proxy stands before `url`. `cookies`: those of the start, as a header has them. */
  constructor(url: string, { origin = '', cookies = '' } = {}) {
    this.url = url;
    this.#origin = origin;
    for (const [, name = '', value = ''] of cookies.matchAll(/([^=; ]+)=([^;]*)/g)) this.#cookies.set(name, value);
  }

  /** `name=value; …` as it would be sent now. */
  get cookies(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** The page at a path, after redirects. */
  async get(path: string): Promise<string> {
    return this.#ask(path, {});
  }

  /** Posts a form, with every hidden field of the page it saw last that has one of these names, and its token unless one is given. */
  async post(path: string, fields: readonly (readonly [string, string])[], kept: readonly string[] = []): Promise<string> {
    const hidden = [...this.#page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const wanted = new Set(['_csrf', ...kept]);
    const own = hidden.flatMap(([, name = '', value = '']) => (wanted.has(name) ? [[name, value] as const] : []));
    const token = fields.some(([name]) => name === '_csrf') ? undefined : own.find(([name]) => name === '_csrf');
    const rest = own.filter(([name]) => name !== '_csrf');
    const body = new URLSearchParams([...(token === undefined ? [] : [token]), ...rest, ...fields].map(([name, value]) => [name, value]));
    return this.#ask(path, { method: 'POST', body, headers: { origin: this.#origin === '' ? this.url : this.#origin } });
  }

  async #ask(path: string, init: RequestInit): Promise<string> {
    const headers = new Headers(init.headers);
    headers.set('cookie', this.cookies);
    headers.set('accept', 'text/html');
    const answer = await fetch(new URL(path, this.url), { ...init, headers, redirect: 'manual' });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.#cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location !== null) return this.#ask(location, {});
    this.#page = await answer.text();
    if (!answer.ok) throw new Error(`${String(answer.status)} for ${path}`);
    return this.#page;
  }
}
