import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession } from '@playwright/test';
import { Child, findChromium, waitFor } from '@slipstream/stack';

/** Commands and events of the Chrome DevTools Protocol, in the types that Playwright has of them. */
export type Commands = Pick<CDPSession, 'send'>;

/** A page with nothing switched on that its visitors have not. */
export interface PlainPage extends Commands {
  /** Calls `listener` with what each event of this name tells. */
  on: (event: string, listener: (params: never) => void) => void;
  close: () => Promise<void>;
}

interface Answer {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-sync',
  '--remote-debugging-port=0',
];
const START_MS = 30_000;

/**
 * A Chromium for measuring. Playwright switches agents on that visitors do not have, and opens worlds of its own in each page: a first
 * visit took a tenth longer so.
 */
export class PlainBrowser {
  readonly #process: Child;
  readonly #folder: string;
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (answer: Answer) => void>();
  readonly #listeners = new Map<string, (params: never) => void>();
  #lastId = 0;

  private constructor(process: Child, folder: string, socket: WebSocket) {
    this.#process = process;
    this.#folder = folder;
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#hear(JSON.parse(String(data)) as Answer));
  }

  /** Starts a Chromium with an empty profile. */
  static async launch(): Promise<PlainBrowser> {
    const folder = mkdtempSync(join(tmpdir(), 'slipstream-chromium-'));
    let said = '';
    const process = await Child.start({
      name: 'Chromium',
      command: await findChromium(),
      args: [...FLAGS, `--user-data-dir=${folder}`],
      onOutput: (text) => (said += text),
    });
    const address = await waitFor(async () => /ws:\/\/\S+/.exec(said)?.[0], {
      timeoutMs: START_MS,
      what: 'Chromium to say where it listens',
    });
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    return new PlainBrowser(process, folder, socket);
  }

  /** Its version. */
  async version(): Promise<string> {
    const { product } = await this.#commands().send('Browser.getVersion');
    return product.replace(/^.*\//, '');
  }

  /** An empty page that shares no cookies and no files with others. */
  async newPage(size: { width: number; height: number }): Promise<PlainPage> {
    const { send } = this.#commands();
    const { browserContextId } = await send('Target.createBrowserContext');
    const { targetId } = await send('Target.createTarget', { url: 'about:blank', browserContextId, ...size });
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    const commands = this.#commands(sessionId);
    await commands.send('Emulation.setDeviceMetricsOverride', {
      ...size,
      deviceScaleFactor: 1,
      mobile: false,
    });
    return {
      ...commands,
      on: (event, listener) => this.#listeners.set(`${sessionId} ${event}`, listener),
      close: async () => {
        await send('Target.closeTarget', { targetId });
        await send('Target.disposeBrowserContext', { browserContextId });
      },
    };
  }

  /** Ends the Chromium and removes its profile. */
  async close(): Promise<void> {
    await this.#commands().send('Browser.close');
    await this.#process.exited;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #commands(sessionId?: string): Commands {
    const send = (method: string, params: object = {}): Promise<unknown> => {
      const id = ++this.#lastId;
      this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
      return new Promise((resolve, reject) =>
        this.#answers.set(id, ({ result, error }) => {
          if (error === undefined) resolve(result);
          else reject(new Error(`${method}: ${error.message}`));
        }),
      );
    };
    return { send: send as Commands['send'] };
  }

  #hear(answer: Answer): void {
    if (answer.id === undefined) {
      this.#listeners.get(`${answer.sessionId} ${answer.method}`)?.(answer.params as never);
      return;
    }
    this.#answers.get(answer.id)?.(answer);
    this.#answers.delete(answer.id);
  }
}
