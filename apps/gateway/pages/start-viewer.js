/* Starts the viewer of the API reference (swagger-ui-dist) on the document beside it. Nothing is fetched from elsewhere, and no token is kept. */
(() => {
  const place = document.getElementById('viewer');
  if (typeof SwaggerUIBundle !== 'function') {
    place.textContent = 'The viewer could not be loaded. The document itself is at /docs/openapi.json.';
    return;
  }
  SwaggerUIBundle({
    url: '/docs/openapi.json',
    domNode: place,
    deepLinking: true,
    displayRequestDuration: true,
    docExpansion: 'none',
    defaultModelsExpandDepth: 0,
    filter: true,
    tagsSorter: 'alpha',
    tryItOutEnabled: true,
    persistAuthorization: false,
    validatorUrl: null,
    onComplete: () => place.setAttribute('data-shown', 'true'),
  });
})();
