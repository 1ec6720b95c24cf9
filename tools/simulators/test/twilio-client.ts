import twilio from 'twilio';

/** The official client, pointed at the simulator: its host is a constant, so its axios instance is told another one. */
export function twilioClient(url: string, accountSid: string, authToken: string) {
  const httpClient = new twilio.RequestClient();
  httpClient.axios.interceptors.request.use((config) => {
    config.url = (config.url ?? '').replace('https://api.twilio.com', url);
    return config;
  });
  return twilio(accountSid, authToken, { httpClient });
}
