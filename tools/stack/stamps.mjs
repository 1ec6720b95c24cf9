import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * What has been done already, by name, kept in `file`: `once(name, sum, work)` does the work unless it was done to its
 * end for this very sum, and says whether it did. What work depends on goes into the sum.
 */
export class Stamps {
  #file;
  #done;

  constructor(file) {
    this.#file = file;
    this.#done = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  }

  isDone(name, sum) {
    return this.#done[name] === sum;
  }

  async once(name, sum, work) {
    if (this.isDone(name, sum)) return false;
    await this.again(name, sum, work);
    return true;
  }

  /** Does the work whatever was done before. */
  async again(name, sum, work) {
    this.#set(name, undefined); // from here on nobody knows how far it came
    await work();
    this.#set(name, sum);
  }

  #set(name, sum) {
    this.#done[name] = sum;
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#done, null, 2) + '\n');
    renameSync(`${this.#file}.new`, this.#file);
  }
}
