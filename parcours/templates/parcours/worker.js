{% load static %}{% if is_on %}self.RELEASE = "{{ release }}";
importScripts("{% static "js/outbox.js" %}", "{% static "js/worker.js" %}");
{% else %}// Offline reading is switched off: this worker takes away what the one before it kept, and itself.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await registration.unregister();
})()));
{% endif %}
