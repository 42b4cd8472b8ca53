/** A JSON list that is written item by item, each on a line. */
export class JsonList {
  #before: string;
  #separator = '[\n';

  /** @param before text in front of the list */
  constructor(before: string) {
    this.#before = before;
  }

  item(value: unknown): string {
    return this.itemText(JSON.stringify(value));
  }

  /** @param json the item as JSON on one line, where JSON.stringify would not write it right */
  itemText(json: string): string {
    const text = `${this.#before}${this.#separator}${json}`;
    this.#before = '';
    this.#separator = ',\n';
    return text;
  }

  end(): string {
    return this.#before === '' ? '\n]' : `${this.#before}[]`;
  }
}
