/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One round of a build: what its builder sees, and its start. */
#include "build/job.h"
#include "build/builtin.h"
#include "build/environ.h"
#include "build/sandbox_script.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

/* --- what the builder sees ------------------------------------------------------------------ */

bool gx_build_is_builtin(const struct gx_drv *drv)
{
	return !strncmp(drv->builder, "builtin:", 8);
}

static int check_system(const struct gx_drv *drv, struct gx_err *err)
{
	struct utsname name;
	GX_AUTO(free) char *ours = NULL;

	uname(&name);
	ours = gx_asprintf("%s-linux", name.machine);
	if (gx_build_is_builtin(drv) || !strcmp(drv->system, ours))
		return 0;
	return gx_fail(err, GX_EBUILD, "it is for the system `%s', and this machine is `%s'",
		       drv->system, ours);
}

/* The closure of the wanted outputs of the inputs and of the sources. */
static int find_closure(struct gx_build_job *job, struct gx_err *err)
{
	GX_AUTO(strv) struct gx_strv direct = GX_STRV_INIT;
	const struct gx_drv *drv = job->node->drv;

	for (size_t i = 0; i < drv->ninputs; i++) {
		const struct gx_drv_input *input = &drv->inputs[i];
		const struct gx_build_node *node = gx_build_graph_find(job->graph, input->drv);

		for (size_t j = 0; node && j < input->outputs.n; j++)
			gx_strv_push(&direct, gx_drv_output(node->drv, input->outputs.v[j])->path);
	}
	gx_strv_append(&direct, &drv->sources);
	return direct.n ? gx_store_requisites(job->store, &direct, &job->closure, err) : 0;
}

int gx_build_round_prepare(struct gx_build_job *job, struct gx_err *err)
{
	return check_system(job->node->drv, err) < 0 ? -1 : find_closure(job, err);
}

/* exportReferencesGraph = "FILE PATH FILE PATH …": for each item of the closure of PATH its
 * path, an empty line, the number of its references, and these. */
static int export_graph(struct gx_build_job *job, const char *file, const char *path,
			struct gx_err *err)
{
	GX_AUTO(buf) struct gx_buf text = GX_BUF_INIT;
	GX_AUTO(strv) struct gx_strv root = GX_STRV_INIT;
	GX_AUTO(strv) struct gx_strv all = GX_STRV_INIT;
	GX_AUTO(free) char *item = gx_store_path_item(path);

	if (!item || !gx_strv_has(&job->closure, item))
		return gx_fail(err, GX_EINVALID, "exportReferencesGraph names `%s', which is "
			       "no input", path);
	gx_strv_push(&root, item);
	if (gx_store_requisites(job->store, &root, &all, err) < 0)
		return -1;
	gx_strv_sort(&all);
	for (size_t i = 0; i < all.n; i++) {
		GX_AUTO(strv) struct gx_strv refs = GX_STRV_INIT;

		if (gx_store_references(job->store, all.v[i], &refs, err) < 0)
			return -1;
		gx_buf_addf(&text, "%s\n\n%zu\n", all.v[i], refs.n);
		for (size_t j = 0; j < refs.n; j++)
			gx_buf_addf(&text, "%s\n", refs.v[j]);
	}
	return gx_build_scratch_write(&job->scratch, file, &text, &job->user, err);
}

static int export_graphs(struct gx_build_job *job, struct gx_err *err)
{
	const char *text = gx_drv_getenv(job->node->drv, "exportReferencesGraph");
	GX_AUTO(strv) struct gx_strv words = GX_STRV_INIT;

	gx_strv_split(&words, text ? text : "", " \t\n");
	if (words.n % 2)
		return gx_fail(err, GX_EINVALID, "exportReferencesGraph has an odd word");
	for (size_t i = 0; i < words.n; i += 2)
		if (export_graph(job, words.v[i], words.v[i + 1], err) < 0)
			return -1;
	return 0;
}

/* /bin/sh exists only for a derivation that says which one it means. */
static int add_shell(struct gx_build_job *job, struct gx_sandbox *box, struct gx_err *err)
{
	const char *shell = gx_drv_getenv(job->node->drv, "GX_BINSH");
	GX_AUTO(free) char *item = shell ? gx_store_path_item(shell) : NULL;

	if (!shell || !*shell)
		return 0;
	if (!item || !gx_strv_has(&job->closure, item))
		return gx_fail(err, GX_EINVALID, "GX_BINSH is `%s', which is in no input", shell);
	gx_strv_push(&box->links, shell);
	gx_strv_push(&box->links, "/bin/sh");
	return 0;
}

/* --- starting ------------------------------------------------------------------------------- */

/* A download may use the host's network, and everything that decides how names and
 * certificates are looked up; other builtin builders only need gx's own libraries. */
static int add_host(struct gx_sandbox *box, bool download, struct gx_err *err)
{
	static const char *const own[] = { "dev", "proc", "sys", "tmp", "gnu", "lost+found" };
	static const char *const libraries[] = {
		"/bin", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/sbin", "/usr",
		"/run/gx",	/* where a container has them (src/shell/loader.h) */
	};
	GX_AUTO(dir) DIR *dir = NULL;
	struct dirent *entry;

	for (size_t i = 0; !download && i < GX_ARRAY_SIZE(libraries); i++)
		gx_strv_push(&box->hosts, libraries[i]);
	if (!download)
		return 0;
	dir = opendir("/");
	if (!dir)
		return gx_fail_errno(err, "open /");
	while ((entry = readdir(dir))) {
		bool skip = entry->d_name[0] == '.';

		for (size_t i = 0; i < GX_ARRAY_SIZE(own); i++)
			skip |= !strcmp(entry->d_name, own[i]);
		if (!skip)
			gx_strv_pushf(&box->hosts, "/%s", entry->d_name);
	}
	gx_strv_sort(&box->hosts);
	return 0;
}

/* What downloads learn of servers that are down they tell each other in one file. */
static int share_hints(struct gx_build_job *job, struct gx_err *err)
{
	GX_AUTO(free) char *file = gx_path_join(gx_store_tmp(job->store), GX_BUILTIN_HINTS_NAME);
	int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW;
	GX_AUTO(fd) int fd = open(file, flags, 0600);

	if (fd < 0 && gx_remove_tree(file, NULL) == 0)
		fd = open(file, flags, 0600);	/* it was no file */
	/* Its folder is closed to others; the build users must be able to write it. */
	if (fd < 0 || fchmod(fd, 0666) < 0)
		return gx_fail_errno(err, "make %s", file);
	return gx_build_scratch_share(&job->scratch, file, GX_BUILTIN_HINTS_NAME, err);
}

/* gx-engine --builtin NAME DRV */
static int builtin_program(struct gx_build_job *job, struct gx_sandbox *box, char **program,
			   struct gx_err *err)
{
	const char *name = job->node->drv->builder + 8;

	*program = gx_where_program("gx-engine");
	box->program = *program;
	box->program_is_host = true;
	box->host_network = job->node->download;
	gx_strv_push(&box->args, "gx-engine");
	gx_strv_push(&box->args, "--builtin");
	gx_strv_push(&box->args, name);
	gx_strv_push(&box->args, job->node->path);
	gx_strv_push(&box->inputs, job->node->path);
	gx_build_environ_host(job->node->drv, &box->env);
	if (job->node->download && share_hints(job, err) < 0)
		return -1;
	return add_host(box, job->node->download, err);
}

static int start_builder(struct gx_build_job *job, struct gx_err *err)
{
	const struct gx_drv *drv = job->node->drv;
	GX_AUTO(sandbox) struct gx_sandbox box = {
		.store = job->store, .scratch = job->scratch.path, .user = &job->user,
		.chdir = job->scratch.inside, .program = drv->builder,
	};
	GX_AUTO(free) char *program = NULL;

	gx_strv_append(&box.inputs, &job->closure);
	gx_build_environ(drv, job->scratch.inside, job->opts->cores, &box.env);
	if (gx_build_is_builtin(drv)) {
		if (builtin_program(job, &box, &program, err) < 0)
			return -1;
	} else {
		gx_strv_push(&box.args, gx_path_base(drv->builder));
		gx_strv_append(&box.args, &drv->args);
		if (add_shell(job, &box, err) < 0)
			return -1;
	}
	if (gx_sandbox_start(&box, gx_build_is_builtin(drv), &job->process, err) < 0)
		return -1;
	job->pid = job->process.pid;
	job->stage = GX_JOB_BUILDING;
	job->last_output = gx_build_now();
	return 0;
}

int gx_build_round_start(struct gx_build_job *job, struct gx_err *err)
{
	if (gx_build_scratch_make(job->store, job->node->name, &job->user, &job->scratch,
				  err) < 0 ||
	    export_graphs(job, err) < 0)
		return -1;
	return start_builder(job, err);
}
