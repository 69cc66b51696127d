/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small service: answers /health and /metrics on port 8080 and logs one line per request.
 *
 *	o11y-listener [PORT]
 *
 * Each answer carries an identifier, a digest by OpenSSL; at its start it loads the
 * certificates that it would trust ($SSL_CERT_FILE, else those it was built with). */
#include <arpa/inet.h>
#include <errno.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef CERTIFICATES
#define CERTIFICATES "/etc/ssl/certs/ca-certificates.crt"
#endif

static unsigned long requests;
static int trusted;

static int load_certificates(void)
{
	const char *file = getenv("SSL_CERT_FILE");
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	int n = 0;

	if (ctx && SSL_CTX_load_verify_locations(ctx, file ? file : CERTIFICATES, NULL) == 1)
		n = sk_X509_OBJECT_num(X509_STORE_get0_objects(SSL_CTX_get_cert_store(ctx)));
	SSL_CTX_free(ctx);
	return n;
}

static void identify(const char *line, char out[17])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	char text[1100];
	int n = snprintf(text, sizeof text, "%lu %s", requests, line);

	EVP_Digest(text, (size_t)n, digest, &len, EVP_sha256(), NULL);
	for (int i = 0; i < 8; i++)
		sprintf(out + 2 * i, "%02x", digest[i]);
}

static void answer(int fd, const char *status, const char *body, const char *id)
{
	dprintf(fd, "HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n"
		"X-Request-Id: %s\r\nConnection: close\r\n\r\n%s", status, strlen(body), id, body);
}

static void serve(int fd)
{
	struct timeval limit = { 5, 0 };
	char line[1024], body[256], id[17];
	const char *status = "200 OK";
	ssize_t n;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	n = read(fd, line, sizeof line - 1);
	if (n <= 0)
		return;
	line[n] = 0;
	line[strcspn(line, "\r\n")] = 0;
	requests++;
	identify(line, id);
	if (!strncmp(line, "GET /health ", 12)) {
		snprintf(body, sizeof body, "ok\n");
	} else if (!strncmp(line, "GET /metrics ", 13)) {
		snprintf(body, sizeof body, "o11y_requests_total %lu\no11y_trusted_certificates %d\n",
			 requests, trusted);
	} else {
		status = "404 Not Found";
		snprintf(body, sizeof body, "not found\n");
	}
	answer(fd, status, body, id);
	printf("%ld %s %.3s %s\n", (long)time(NULL), id, status, line);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	int port = argc > 1 ? atoi(argv[1]) : 8080, yes = 1;
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_port = htons((unsigned short)port),
		.sin_addr.s_addr = htonl(INADDR_ANY),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	signal(SIGPIPE, SIG_IGN);
	trusted = load_certificates();
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
	    listen(fd, 16) < 0) {
		fprintf(stderr, "o11y-listener: port %d: %s\n", port, strerror(errno));
		return 1;
	}
	printf("o11y-listener: port %d, %d certificates\n", port, trusted);
	fflush(stdout);
	for (;;) {
		int client = accept(fd, NULL, NULL);

		if (client < 0)
			continue;
		serve(client);
		close(client);
	}
}
