/* 考核.exe: starts the Python beside it.
 *
 *   no arguments        the page (kaohe open)
 *   a path first        Explorer dropped it onto the icon: an assessment, or returned files (kaohe dropped)
 *   --link FILE.lnk     a link to itself, made by Windows (the page asks for it)
 *   --linked FILE.lnk   writes where a link leads, as UTF-8
 *   anything else       the command line; its exit status is passed on
 */
#define COBJMACROS
#include <windows.h>
#include <shlobj.h>
#include <wchar.h>

#define MOST 32768 /* characters of a command line, and of a path */

static wchar_t home[MOST], command[MOST];
/* the three that we ask for; mingw's library of all of them would double the program */
static const GUID shell_link = {0x00021401, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
static const GUID shell_link_w = {0x000214F9, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
static const GUID persist_file = {0x0000010B, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};

/* Ctrl-C is for the program, which ends in order; we wait for it. */
static BOOL WINAPI leave_to_program(DWORD event) {
    return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT;
}

/* What stands behind the program's name, quotes and all, as it was typed. */
static const wchar_t *tail(const wchar_t *line) {
    wchar_t end = L' ';
    if (*line == L'"') {
        end = L'"';
        line++;
    }
    while (*line && *line != end && !(end == L' ' && *line == L'\t')) line++;
    if (*line == L'"') line++;
    while (*line == L' ' || *line == L'\t') line++;
    return line;
}

static int is_dropped(const wchar_t *word) {
    int absolute = (word[0] && word[1] == L':' && word[2] == L'\\') || (word[0] == L'\\' && word[1] == L'\\');
    return absolute && GetFileAttributesW(word) != INVALID_FILE_ATTRIBUTES;
}

/* A link to `self` at `path`; or, where `self` is NULL, the place that the link at `path` leads to, on standard output.
 * 0: done. Windows' own links lead no farther than MAX_PATH. */
static int link_file(const wchar_t *path, const wchar_t *self) {
    IShellLinkW *link = NULL;
    IPersistFile *file = NULL;
    wchar_t leads[MAX_PATH] = L"";
    char text[4 * MAX_PATH];
    DWORD count;
    int failed = 1, length;
    HRESULT done = CoInitialize(NULL);
    if (SUCCEEDED(done)) done = CoCreateInstance(&shell_link, NULL, CLSCTX_INPROC_SERVER, &shell_link_w, (void **)&link);
    if (SUCCEEDED(done)) done = IShellLinkW_QueryInterface(link, &persist_file, (void **)&file);
    if (SUCCEEDED(done) && self) {
        done = IShellLinkW_SetPath(link, self);
        if (SUCCEEDED(done)) done = IShellLinkW_SetWorkingDirectory(link, home);
        if (SUCCEEDED(done)) done = IShellLinkW_SetIconLocation(link, self, 0);
        if (SUCCEEDED(done)) done = IShellLinkW_SetDescription(link, L"目标管理责任制考核");
        if (SUCCEEDED(done)) done = IPersistFile_Save(file, path, TRUE);
        failed = FAILED(done);
    } else if (SUCCEEDED(done)) {
        done = IPersistFile_Load(file, path, STGM_READ);
        if (SUCCEEDED(done)) done = IShellLinkW_GetPath(link, leads, MAX_PATH, NULL, SLGP_RAWPATH);
        length = WideCharToMultiByte(CP_UTF8, 0, leads, -1, text, sizeof text, NULL, NULL);
        failed = FAILED(done) || length < 2 || !WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), text, length - 1, &count, NULL);
    }
    if (file) IPersistFile_Release(file);
    if (link) IShellLinkW_Release(link);
    return failed;
}

static int complain(const wchar_t *text) {
    MessageBoxW(NULL, text, L"考核", MB_OK | MB_ICONERROR);
    return 2;
}

/* If we end, however that comes, Python ends; what it started (Excel, a browser) stays. */
static HANDLE leash(void) {
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits;
    HANDLE job = CreateJobObjectW(NULL, NULL);
    ZeroMemory(&limits, sizeof limits);
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
    if (job) SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    return job;
}

static void wait_for_enter(void) {
    static const wchar_t text[] = L"\r\n按回车键关闭这个窗口。";
    wchar_t typed[8];
    DWORD count;
    HANDLE screen = CreateFileW(L"CONOUT$", GENERIC_WRITE, FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    WriteConsoleW(screen, text, (DWORD)wcslen(text), &count, NULL);
    ReadConsoleW(GetStdHandle(STD_INPUT_HANDLE), typed, 8, &count, NULL);
}

int wmain(int count, wchar_t **words) {
    DWORD sharing[2], status = 2, length = GetModuleFileNameW(NULL, home, MOST);
    int own_window = GetConsoleProcessList(sharing, 2) == 1; /* double-clicked or dropped upon, not typed */
    int page = count < 2, dropped = !page && is_dropped(words[1]);
    STARTUPINFOW start;
    PROCESS_INFORMATION python;
    HANDLE job;
    static wchar_t program[MOST], self[MOST];

    wcscpy(self, home);
    while (length && home[length - 1] != L'\\') length--;
    home[length] = 0;
    if (count == 3 && !wcscmp(words[1], L"--link")) return link_file(words[2], self);
    if (count == 3 && !wcscmp(words[1], L"--linked")) return link_file(words[2], NULL);
    if (_snwprintf(program, MOST, L"%lspython\\python.exe", home) < 0 || GetFileAttributesW(program) == INVALID_FILE_ATTRIBUTES)
        return complain(L"找不到 python 文件夹。\n\n请先把压缩包全部解压，再双击解压后文件夹里的 考核.exe；\n不要单独移动 考核.exe。");
    if (_snwprintf(command, MOST, L"\"%ls\" -m kaohe_xl.cli %ls%ls", program,
                   page ? L"open" : dropped ? L"dropped " : L"", tail(GetCommandLineW())) < 0)
        return complain(L"一次拖来的文件太多。\n\n请把它们放进一个文件夹，再把文件夹拖到 考核.exe 上。");

    SetConsoleCtrlHandler(leave_to_program, TRUE);
    if (own_window) SetConsoleTitleW(L"考核（关闭这个窗口就是退出）");
    ZeroMemory(&start, sizeof start);
    start.cb = sizeof start;
    if (!CreateProcessW(program, command, NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL, &start, &python))
        return complain(L"不能启动 python\\python.exe。\n\n可能被杀毒软件拦下了：请在杀毒软件里允许这个文件夹，或向管理员说明。");
    job = leash();
    if (job) AssignProcessToJobObject(job, python.hProcess);
    ResumeThread(python.hThread);
    if (own_window && page && WaitForSingleObject(python.hProcess, 6000) == WAIT_TIMEOUT)
        ShowWindow(GetConsoleWindow(), SW_SHOWMINNOACTIVE); /* the page is there: the black window steps aside */
    WaitForSingleObject(python.hProcess, INFINITE);
    GetExitCodeProcess(python.hProcess, &status);
    if (own_window && (status || dropped)) {
        ShowWindow(GetConsoleWindow(), SW_RESTORE);
        wait_for_enter();
    }
    return (int)status;
}
