export interface PostmanFolder {
  readonly name: string;
  readonly requests: number;
  readonly tests: number;
  readonly failed: number;
}

export interface PostmanResult {
  readonly folders: readonly PostmanFolder[];
  readonly failures: readonly { readonly request: string; readonly test: string; readonly message: string }[];
}

export function runCollection(options: {
  readonly addresses: Readonly<Record<string, string>>;
  readonly folders?: readonly string[];
  readonly environment?: 'local' | 'staging' | 'production';
}): Promise<PostmanResult>;
