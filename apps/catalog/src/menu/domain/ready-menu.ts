import { menuAnswer, type MenuAnswer } from '@chowk/contracts';
import { z } from 'zod';
import type { SearchTexts } from './filter-menu.js';

const head = z.object({ from: z.number(), until: z.number().nullable(), tag: z.string() });
const texts = z.record(z.string(), z.string());

export interface ReadyMenuParts extends z.output<typeof head> {
  /** The answer's data as JSON. */
  readonly json: string;
  /** {@link SearchTexts} as JSON. */
  readonly texts: string;
}

/** A menu that is ready to send: its bytes, their tag, and the time for which they are right. JSON text has no line breaks of its own, so lines part it. */
export class ReadyMenu {
  #bytes: Buffer | undefined;

  constructor(private readonly parts: ReadyMenuParts) {}

  /** A menu as it was kept; null when it is not one. */
  static parse(text: string): ReadyMenu | null {
    const [first = '', json, searched, ...rest] = text.split('\n');
    if (json === undefined || searched === undefined || rest.length > 0) return null;
    return new ReadyMenu({ ...head.parse(JSON.parse(first)), json, texts: searched });
  }

  /** How it is kept. */
  get text(): string {
    const { from, until, tag, json, texts: searched } = this.parts;
    return [JSON.stringify({ from, until, tag }), json, searched].join('\n');
  }

  /** The answer's data in UTF-8, made once. */
  get bytes(): Buffer {
    return (this.#bytes ??= Buffer.from(this.parts.json));
  }

  get tag(): string {
    return this.parts.tag;
  }

  /** Whether nothing has changed by the passing of time alone, nor the clock gone back. */
  holdsAt(now: Date): boolean {
    const { from, until } = this.parts;
    return now.getTime() >= from && (until === null || now.getTime() < until);
  }

  get menu(): MenuAnswer {
    return menuAnswer.parse(JSON.parse(this.parts.json));
  }

  get searchTexts(): SearchTexts {
    return texts.parse(JSON.parse(this.parts.texts));
  }
}
