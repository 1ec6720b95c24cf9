import { Controller, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { webhookAnswer, WebhookSignatureInvalid } from '@chowk/contracts';
import { Answers, NoTenant, RawBody, Summary } from '@chowk/kit';
import { ReceiveWebhook } from '../use-cases/receive-webhook.js';

/** What Razorpay tells a tenant; the path names the tenant, since providers send no header of ours. */
@Controller('payments/webhooks')
export class WebhookController {
  constructor(private readonly receive: ReceiveWebhook) {}

  @Post('razorpay/:tenant')
  @HttpCode(200)
  @NoTenant()
  @Summary('A webhook of Razorpay, signed over its raw body')
  @Answers(webhookAnswer, WebhookSignatureInvalid)
  async razorpay(
    @Param('tenant') slug: string,
    @RawBody() body: Buffer,
    @Headers('x-razorpay-signature') signature: string | undefined,
    @Headers('x-razorpay-event-id') eventId: string | undefined,
  ) {
    return { status: await this.receive.run({ slug, body, signature: signature ?? '', eventId }) };
  }
}
