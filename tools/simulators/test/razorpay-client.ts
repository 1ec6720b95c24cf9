import Razorpay from 'razorpay';

/** What the SDK hides: its axios instance, the only way to another address and to further headers (SDK 2.9.8). */
interface Axios {
  readonly defaults: { baseURL?: string; timeout?: number };
  readonly interceptors: {
    readonly request: { use(change: (config: AxiosRequest) => AxiosRequest): number; eject(id: number): void };
  };
}
interface AxiosRequest {
  readonly headers: { set(name: string, value: string): void };
}

function axiosOf(client: Razorpay): Axios {
  const api: object = client.api;
  if (!('rq' in api)) throw new Error('The SDK keeps its axios instance elsewhere now');
  return api.rq as Axios;
}

/** The official SDK, pointed at the simulator. */
export function razorpayClient(url: string, keyId: string, keySecret: string): Razorpay {
  const client = new Razorpay({ key_id: keyId, key_secret: keySecret });
  axiosOf(client).defaults.baseURL = url;
  axiosOf(client).defaults.timeout = 2000;
  return client;
}

/** Runs one call of the SDK with a header that the SDK would drop. */
export async function withHeader<T>(client: Razorpay, name: string, value: string, call: () => Promise<T>): Promise<T> {
  const { request } = axiosOf(client).interceptors;
  const id = request.use((config) => {
    config.headers.set(name, value);
    return config;
  });
  try {
    return await call();
  } finally {
    request.eject(id);
  }
}
