import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const millimetre = 72 / 25.4;
/** The paper of a thermal printer. */
const paperWidth = 80 * millimetre;
const margin = 5 * millimetre;
const inner = paperWidth - 2 * margin;
const ink = '#1a1a1a';
const faint = '#6b6b6b';
const hairline = '#b9b4aa';

const faces = {
  text: 'DejaVuSansCondensed.ttf',
  bold: 'DejaVuSansCondensed-Bold.ttf',
  title: 'DejaVuSerif-Bold.ttf',
} as const;
type Face = keyof typeof faces;

export interface Style {
  readonly size?: number;
  readonly face?: Face;
  readonly isFaint?: boolean;
  readonly align?: 'left' | 'center' | 'right';
  /** Points between the letters. */
  readonly spacing?: number;
}

export interface Column {
  /** Its part of the width; all parts together are 1. */
  readonly width: number;
  readonly align?: 'left' | 'right';
}

let loaded: Promise<Record<Face, Buffer>> | undefined;

/** The fonts, read once; DejaVu has the rupee sign. */
async function fonts(): Promise<Record<Face, Buffer>> {
  const require = createRequire(import.meta.url);
  const font = (file: string) => readFile(require.resolve(`dejavu-fonts-ttf/ttf/${file}`));
  loaded ??= Promise.all([font(faces.text), font(faces.bold), font(faces.title)]).then(([text, bold, title]) => ({
    ...{ text, bold, title },
  }));
  return loaded;
}

/** A strip of paper that is written from top to bottom and is as long as what is on it. */
export class ReceiptPaper {
  private y = 7 * millimetre;

  private constructor(
    private readonly document: PDFKit.PDFDocument,
    /** Nothing is drawn, only the length is found out. */
    private readonly isTrial: boolean,
  ) {}

  /** The PDF of what `write` puts on it; it is called twice, the first time to measure. */
  static async print(title: string, write: (paper: ReceiptPaper) => void): Promise<Buffer> {
    const document = await emptyDocument(title);
    const trial = new ReceiptPaper(document, true);
    write(trial);
    document.addPage({ size: [paperWidth, trial.y + 7 * millimetre], margin: 0 });
    const chunks: Buffer[] = [];
    const whole = new Promise<Buffer>((resolve, reject) => {
      document.on('data', (chunk: Buffer) => chunks.push(chunk));
      document.on('end', () => resolve(Buffer.concat(chunks)));
      document.on('error', reject);
    });
    write(new ReceiptPaper(document, false));
    document.end();
    return whole;
  }

  /** A line of text over the whole width, wrapped where it must be. */
  text(text: string, style: Style = {}): this {
    this.y += this.put(text, margin, inner, style);
    return this;
  }

  /** Something on the left and its value on the right. */
  pair(left: string, right: string, style: Style = {}): this {
    return this.row([{ width: 0.62 }, { width: 0.38, align: 'right' }], [left, right], style);
  }

  /** Cells of one row, each wrapped in its column. */
  row(columns: readonly Column[], cells: readonly string[], style: Style = {}): this {
    let x = margin;
    let height = 0;
    columns.forEach(({ width, align = 'left' }, index) => {
      const gap = index === 0 ? 0 : 3;
      height = Math.max(height, this.put(cells[index] ?? '', x + gap, inner * width - gap, { ...style, align }));
      x += inner * width;
    });
    this.y += height;
    return this;
  }

  /** Empty paper, in points. */
  space(points: number): this {
    this.y += points;
    return this;
  }

  /** A line across. */
  rule(kind: 'hair' | 'strong' | 'dotted' = 'hair'): this {
    this.y += 8;
    if (this.isTrial) return this;
    const y = this.y - 4;
    const line = this.document.moveTo(margin, y).lineTo(paperWidth - margin, y);
    if (kind === 'dotted') line.lineWidth(0.6).dash(1, { space: 2 }).strokeColor(hairline).stroke().undash();
    else if (kind === 'strong') line.lineWidth(1).strokeColor(ink).stroke();
    else line.lineWidth(0.5).strokeColor(hairline).stroke();
    return this;
  }

  /** A title in a frame, for what must not be overlooked. */
  framed(text: string, style: Style = {}): this {
    const top = this.y;
    this.y += 5;
    this.text(text, { ...style, align: 'center' });
    this.y += 4;
    if (!this.isTrial)
      this.document
        .rect(margin, top, inner, this.y - top)
        .lineWidth(0.8)
        .strokeColor(ink)
        .stroke();
    return this;
  }

  private put(text: string, x: number, width: number, style: Style): number {
    const { size = 7.5, face = 'text', isFaint = false, align = 'left', spacing = 0 } = style;
    const options = { width, align, characterSpacing: spacing, lineGap: 1.2 } as const;
    const height = this.document.font(face).fontSize(size).heightOfString(text, options);
    if (!this.isTrial) this.document.fillColor(isFaint ? faint : ink).text(text, x, this.y, options);
    return height;
  }
}

/** pdfkit brings 8 MB of fonts' tools along, for a few documents a day: it is loaded when the first is printed. */
async function emptyDocument(title: string): Promise<PDFKit.PDFDocument> {
  const [{ default: PDFDocument }, files] = await Promise.all([import('pdfkit'), fonts()]);
  const info = { Title: title, Creator: 'Chowk' };
  const document = new PDFDocument({ autoFirstPage: false, info, lang: 'en-IN', displayTitle: true });
  for (const face of Object.keys(files) as Face[]) document.registerFont(face, files[face]);
  return document;
}
